import ChapterKit
import Core
import Numerics
import Terminal

/// How the training of the model that writes went, and that of small ones which were asked about longer texts.
struct WriterCourse: Sendable {
  /// The mean losses of equal parts of the training.
  let losses: [Double]
  /// Of each step: the gradient's length before clipping.
  let lengths: [Double]
  /// The loss on the held-out stories at each look.
  let validation: [Double]
  /// The first loss on the held-out stories, where parameters are drawn with this deviation.
  let starts: [(deviation: Double, loss: Double)]
  let positions: [LongTexts]

  /// The losses of two trainings of a small model on the held-out stories, in windows of each length.
  struct LongTexts: Sendable {
    let positions: LanguageModel<Float>.Positions
    let (first, second): ([Double], [Double])
  }

  private static let deviations = [0.02, 0.2, 1]

  /// - Throws: `Failure.badData` if the models lack something.
  init(_ trained: TrainedModels, _ stories: Stories, _ random: NamedRandom) throws {
    losses = try trained.losses("gpt")
    lengths = try trained.fineNumbers("gpt lengths")
    validation = try trained.fineNumbers("gpt validation")
    starts = Self.deviations.map { ($0, Self.startLoss($0, stories, random)) }
    positions = try Training.asked.map { positions in
      let name = "positions \(positions.rawValue)"
      let (losses, n) = (try trained.fineNumbers(name), Training.lengths.count)
      guard losses.count == 2 * n else {
        throw Failure.badData(
          "the trained models: '\(name)' has \(losses.count) losses, not \(2 * n)")
      }
      return LongTexts(
        positions: positions, first: Array(losses[..<n]), second: Array(losses[n...]))
    }
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
