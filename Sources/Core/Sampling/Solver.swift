import Numerics

/// Ways to follow a velocity from noise (t = 1) back to data (t = 0).
///
/// | solver | evaluations a step | error after a fixed time |
/// |---|---|---|
/// | Euler | 1 | ∝ Δt |
/// | midpoint, Heun | 2 | ∝ Δt² |
/// | Runge–Kutta 4 | 4 | ∝ Δt⁴ |
package enum Solver: String, CaseIterable, Sendable {
  /// The whole step with the velocity at its start.
  case euler = "Euler"
  /// The whole step with the velocity that half an Euler step leads to.
  case midpoint = "midpoint"
  /// The whole step with the mean of the velocities at both ends of an Euler step.
  case heun = "Heun"
  /// The classic weights 1, 2, 2, 1 (over 6) of four velocities: at the start, twice halfway, at the
  /// end.
  case rungeKutta4 = "Runge–Kutta 4"

  /// How often a step asks for the velocity.
  package var evaluationsPerStep: Int {
    switch self {
    case .euler: 1
    case .midpoint, .heun: 2
    case .rungeKutta4: 4
    }
  }

  // excerpt Solver
  /// x at time t − dt, given x at time t and the velocity v(x, t).
  package func step<Element: RealNumber>(
    _ x: Tensor<Element>, _ t: Element, _ dt: Element,
    _ velocity: (Tensor<Element>, Element) -> Tensor<Element>
  ) -> Tensor<Element> {
    let v1 = velocity(x, t)
    switch self {
    case .euler:
      return x - dt * v1
    case .midpoint:
      return x - dt * velocity(x - dt / 2 * v1, t - dt / 2)
    case .heun:
      return x - dt / 2 * (v1 + velocity(x - dt * v1, t - dt))
    case .rungeKutta4:
      let v2 = velocity(x - dt / 2 * v1, t - dt / 2)
      let v3 = velocity(x - dt / 2 * v2, t - dt / 2)
      let v4 = velocity(x - dt * v3, t - dt)
      return x - dt / 6 * (v1 + 2 * v2 + 2 * v3 + v4)
    }
  }
  // end excerpt

  /// All pictures on the way, from x at t = 1 to the sample at t = 0: steps + 1 of them.
  package func trajectory<Element: RealNumber>(
    from x: Tensor<Element>, steps: Int,
    _ velocity: (Tensor<Element>, Element) -> Tensor<Element>
  ) -> [Tensor<Element>] {
    var path = [x]
    for n in 0..<steps {
      let t = Element(steps - n) / Element(steps)
      path.append(step(path[n], t, 1 / Element(steps), velocity))
    }
    return path
  }
}
