import ChapterKit
import Core
import Dataset
import Numerics

/// What the trained transformer is worth: its loss beside the best possible, and its samples before a judge.
struct Measurements: Sendable {
  static let samples = 400
  static let judge = Judge(of: TinyShapes.all)
  let questions: Questions
  /// By fifths of t: the loss, and how far it lies above the best possible.
  let losses, missing: [Questions.Result]
  /// With 32 Euler steps, and with 4.
  let fine, coarse: SampleQuality

  var loss: Double { losses.reduce(0) { $0 + $1.mean } / Double(losses.count) }

  init(of trained: TrainedModels, random: NamedRandom) throws {
    let model = try trained.deep
    questions = Questions(5_000, random: random)
    (losses, missing) = (questions.losses(of: model), questions.missing(of: model))
    let draws = random["samples"]
    let noise = Tensor<Double>([Self.samples, 1, 4, 4], normals: draws)
    func quality(_ steps: Int) -> SampleQuality {
      SampleQuality(
        Solver.euler.trajectory(from: noise, steps: steps, model.velocity)[steps],
        judge: Self.judge)
    }
    (fine, coarse) = (quality(32), quality(4))
  }
}

extension ShapesModel {
  var parameters: Int {
    unetSizes.map { UNet<Double>($0).parameterCount } ?? DiT<Double>(sizes).parameterCount
  }

  /// Of one forward pass with one picture; products with zeros around it are left out.
  var multiplications: Int {
    unetSizes?.multiplications(edge: TinyShapes.edge, countsZeros: false) ?? sizes.multiplications
  }
}
