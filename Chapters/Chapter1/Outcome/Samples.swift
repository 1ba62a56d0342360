import ByHand
import ChapterKit
import Core
import Numerics

/// Samples of the trained model, all from the same noise.
struct Samples {
  static let count = 200
  /// On the way, in 32 Euler steps: 33 times (count, 1, 4, 4).
  let path: [Tensor<Double>]
  let made: SampleQuality
  /// By the parameters rounded to two decimals.
  let rounded: SampleQuality
  /// In so many Euler steps, by the best possible answer and by the model.
  let bySteps: [(steps: Int, perfect: SampleQuality, ours: SampleQuality)]
  /// Where the best possible answer leads the first noises in so many Euler steps; 0 is the noise itself.
  let perfectEnds: [(steps: Int, pictures: [[Double]])]
  /// By each solver, asked so many times.
  let bySolver: [(solver: Solver, asked: Int, steps: Int, quality: SampleQuality)]

  init(of trained: ShapesTraining, _ draws: NamedRandom.Draws) {
    let noise = Tensor<Double>([Self.count, 1, 4, 4], normals: draws)
    let field = PerfectField(WorkedExample.family)
    func quality(
      _ solver: Solver, _ steps: Int, _ velocity: (Tensor<Double>, Double) -> Tensor<Double>
    ) -> SampleQuality {
      SampleQuality(
        solver.trajectory(from: noise, steps: steps, velocity)[steps], judge: Results.judge)
    }
    let model = trained.model.velocity
    path = Solver.euler.trajectory(from: noise, steps: 32, model)
    made = SampleQuality(path[32], judge: Results.judge)
    rounded = quality(.euler, 32, trained.rounded.velocity)
    bySteps = [1, 2, 4, 8, 32].map { steps in
      (steps, quality(.euler, steps) { field.velocity($0, $1) }, quality(.euler, steps, model))
    }
    let first = Tensor([3, 1, 4, 4], Array(noise.values.prefix(48)))
    perfectEnds = [0, 1, 2, 4, 8, 32].map { steps in
      let end =
        steps == 0
        ? first
        : Solver.euler.trajectory(from: first, steps: steps) { field.velocity($0, $1) }[steps]
      return (steps, (0..<3).map { Array(end.values[16 * $0..<16 * $0 + 16]) })
    }
    bySolver = Solver.allCases.flatMap { solver in
      [1, 2, 4, 8, 16, 32].filter { $0 % solver.evaluationsPerStep == 0 }.map { asked in
        let steps = asked / solver.evaluationsPerStep
        return (solver, asked, steps, quality(solver, steps, model))
      }
    }
  }
}

/// What a trained model guesses of the worked picture and noise, mixed at a time.
struct Guess {
  let t: Double
  /// (1, 1, 4, 4)
  let x, velocity: Tensor<Double>
  let loss: Double

  static func all(of trace: Trace, by model: UNet<Double>) -> [Guess] {
    let x0 = Tensor([1, 1, 4, 4], trace.recorded("x0").values)
    let x1 = Tensor([1, 1, 4, 4], trace.recorded("x1").values)
    return [0.1, 0.3, 0.5, 0.7, 0.9].map { t in
      var flow = Flow<Double>()
      let x = flow.interpolate(x0, x1, Tensor([1], [t]))
      let velocity = model.velocity(x, t)
      return Guess(t: t, x: x, velocity: velocity, loss: flow.loss(velocity))
    }
  }
}
