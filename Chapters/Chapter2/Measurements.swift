import ChapterKit
import Core
import Dataset
import Numerics

/// What the trained models are worth: their losses beside the floor, and their samples before a judge.
struct Measurements: Sendable {
  /// A model, how large it is, and how well it does.
  struct Result: Sendable {
    let kind: ShapesModel
    let parameters: Int
    /// Of one forward pass with one picture.
    let multiplications: Int
    let losses: [Questions.Result]
    /// With 32 Euler steps, and with 4.
    let fine, coarse: SampleQuality

    var loss: Double { losses.reduce(0) { $0 + $1.mean } / Double(losses.count) }
  }

  static let samples = 400
  static let judge = Judge(of: TinyShapes.all)
  let questions: Questions
  private let results: [ShapesModel: Result]
  /// What the best possible answer loses on average.
  var floor: Double { questions.floor.reduce(0) { $0 + $1.mean } / 5 }

  init(of trained: TrainedModels, random: NamedRandom) throws {
    questions = Questions(5_000, random: random)
    var results: [ShapesModel: Result] = [:]
    for kind in ShapesModel.allCases {
      if let sizes = kind.unetSizes {
        let model = try trained.model(kind.rawValue, UNet<Double>(sizes))
        results[kind] = Self.measure(
          kind, model, sizes.multiplications(edge: TinyShapes.edge), questions, random)
      } else {
        let model = try trained.model(kind.rawValue, DiT<Double>(kind.sizes))
        results[kind] = Self.measure(
          kind, model, kind.sizes.multiplications, questions, random)
      }
    }
    self.results = results
  }

  subscript(kind: ShapesModel) -> Result {
    guard let result = results[kind] else { stop("\(kind) was not measured") }
    return result
  }

  private static func measure(
    _ kind: ShapesModel, _ model: some ClassModel<Double>, _ multiplications: Int,
    _ questions: Questions, _ random: NamedRandom
  ) -> Result {
    let draws = random["samples"]
    let noise = Tensor([samples, 1, 4, 4], (0..<samples * 16).map(draws.normal))
    func quality(_ steps: Int) -> SampleQuality {
      SampleQuality(
        Solver.euler.trajectory(from: noise, steps: steps, model.velocity)[steps], judge: judge)
    }
    return Result(
      kind: kind, parameters: model.parameterCount, multiplications: multiplications,
      losses: questions.losses(of: model), fine: quality(32), coarse: quality(4))
  }
}
