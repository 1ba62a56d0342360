import Core
import Numerics
import Testing

/// The solvers on x′ = t·x², whose solution through x(1) = 1 is x(t) = 2 / (3 − t²): x(0) = 2/3.
@Suite struct SolverTests {
  func velocity(_ x: Tensor<Double>, _ t: Double) -> Tensor<Double> { x.map { t * $0 * $0 } }
  let start = Tensor<Double>([1], [1])

  func error(_ solver: Solver, steps: Int) -> Double {
    let path = solver.trajectory(from: start, steps: steps, velocity)
    return (path[steps].values[0] - 2.0 / 3).magnitude
  }

  @Test(arguments: zip(Solver.allCases, [1.0, 2, 2, 4]))
  func `half the step divides the error by 2 to the solver's order`(solver: Solver, order: Double) {
    // The order is that of small steps; with larger ones, higher powers of the step still show.
    let ratio = error(solver, steps: 64) / error(solver, steps: 128)
    #expect((Double.log(ratio) / Double.log(2) - order).magnitude < 0.1, "\(solver): \(ratio)")
    #expect(error(solver, steps: 64) < 0.01)
  }

  @Test func `one step is what its formula gives with pencil and paper`() {
    // From x = 1 at t = 1 with Δt = 1/2; f is the velocity.
    func f(_ x: Double, _ t: Double) -> Double { t * x * x }
    let expected: [Solver: Double] = [
      .euler: 0.5,
      .midpoint: 1 - f(0.75, 0.75) / 2,
      .heun: 1 - (1 + f(0.5, 0.5)) / 4,
      .rungeKutta4: {
        let (k1, k2) = (1.0, f(0.75, 0.75))
        let k3 = f(1 - k2 / 4, 0.75)
        let k4 = f(1 - k3 / 2, 0.5)
        return 1 - (k1 + 2 * k2 + 2 * k3 + k4) / 12
      }(),
    ]
    for solver in Solver.allCases {
      let x = solver.step(start, 1, 0.5, velocity).values[0]
      #expect((x - (expected[solver] ?? .nan)).magnitude < 1e-15, "\(solver): \(x)")
    }
    #expect(expected[.midpoint] == 0.7890625 && expected[.heun] == 0.71875)
  }

  @Test func `the trajectory asks for the velocity at these times`() {
    let expected: [Solver: [Double]] = [
      .euler: [1, 0.5], .midpoint: [1, 0.75, 0.5, 0.25], .heun: [1, 0.5, 0.5, 0],
      .rungeKutta4: [1, 0.75, 0.75, 0.5, 0.5, 0.25, 0.25, 0],
    ]
    for solver in Solver.allCases {
      var times: [Double] = []
      let path = solver.trajectory(from: start, steps: 2) { x, t in
        times.append(t)
        return velocity(x, t)
      }
      #expect(times == expected[solver], "\(solver): \(times)")
      #expect(times.count == 2 * solver.evaluationsPerStep && path.count == 3 && path[0] == start)
    }
  }

  @Test func `along a straight line every solver is exact`() {
    // The velocity of x(t) = 3 − 2t, whatever the step.
    for solver in Solver.allCases {
      let path = solver.trajectory(from: start, steps: 4) { x, _ in x.map { _ in -2 } }
      #expect(path.map { $0.values[0] } == [1, 1.5, 2, 2.5, 3])
    }
  }
}
