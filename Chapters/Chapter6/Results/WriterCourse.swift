import ChapterKit
import Core
import Numerics
import Terminal

/// How the training on the little text went, and where others would have begun.
struct WriterCourse: Sendable {
  /// The mean losses of equal parts of the training.
  let losses: [Double]
  /// Of each step: the gradient's length before clipping.
  let lengths: [Double]
  /// The loss on the held-out stories at each look.
  let validation: [Double]
  /// The first loss on the held-out stories, where parameters are drawn with this deviation.
  let starts: [(deviation: Double, loss: Double)]

  private static let deviations = [0.02, 0.2, 1]

  /// - Throws: `Failure.badData` if the models lack something.
  init(_ trained: TrainedModels, _ stories: Stories, _ random: NamedRandom) throws {
    losses = try trained.losses("gpt")
    lengths = try trained.fineNumbers("gpt lengths")
    validation = try trained.fineNumbers("gpt validation")
    starts = Self.deviations.map { ($0, Self.startLoss($0, stories, random)) }
  }

  /// The loss of an untrained large model on the held-out stories.
  private static func startLoss(
    _ deviation: Double, _ stories: Stories, _ random: NamedRandom
  ) -> Double {
    var model = LanguageModel<Float>(Sizes.little)
    model.initialize {
      StartingValues.small($0, random, prefix: "gpt.", deviation: deviation)
    }
    let training = LanguageTraining(random: random, steps: 0)
    return Double(training.loss(model, Array(stories.validation.prefix(513))))
  }
}
