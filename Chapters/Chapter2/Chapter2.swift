import ChapterKit
import Core
import Numerics
import Terminal

/// Chapter 2: the diffusion transformer.
@main
struct Chapter2: Chapter {
  static let steps = CommandOption.steps(default: 8)
  static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000),
    "train all models anew: the one that walks 6·N steps, digits N/2 (default: read the kept ones)")
  static let about = About(
    2, "The diffusion transformer", options: [steps, .learningRate, train])

  let common: ChapterSettings
  let steps: Int
  var learningRate: Double
  /// Nil where the kept models are read.
  let trainingSteps: Int?
  /// The transformer that is worked by hand, with the parameters that it starts from.
  let model: DiT<Double>

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    steps = given.whole(Self.steps) ?? 8
    learningRate = given.number(.learningRate) ?? 0.01
    trainingSteps = given.whole(Self.train)
    model = try common.started(DiT(ShapesModel.dit.sizes))
  }

  var settings: [(name: String, value: String)] {
    [
      ("steps", "\(steps)"), ("learning_rate", "\(learningRate)"),
      ("train", trainingSteps.map { "\($0)" } ?? "kept"),
    ]
  }

  func compute(_ console: Console) async throws -> Chapter2Story {
    let trained = try await trained(console)
    return try Chapter2Story(chapter: self, results: Results(self, trained, console))
  }

  /// All models, trained anew or read.
  func trained(_ console: Console) async throws -> TrainedModels {
    guard let trainingSteps else { return try common.kept(.saved(chapter: 2)) }
    console.progress("training \(DigitsModel.allCases.count + 1) models …")
    return await Training(random: common.random, steps: trainingSteps).all()
  }

  /// One training step, the forward pass after it, what the pages ask besides, and sampling with
  /// trained weights: done twice.
  func work(_ models: TrainedModels) throws -> Run {
    let trained = try models.deep.twoDecimals
    return Run { trace in
      HandComputation(trace: trace, chapter: self).all(trained)
    } core: { recorder, trace in
      CoreComputation(recorder: recorder, trace: trace, chapter: self).all(trained)
    }
  }
}
