import ChapterKit
import Core
import Numerics

/// What is decided before a training.
struct Recipe: ExperimentRow, Equatable {
  var times = FlowBatches<Double>.Timing.logitNormal(mean: 0)
  /// The largest learning rate.
  var rate = 0.01
  /// Whether the rate falls along a cosine; else it stays, after a rise.
  var falls = true
  var steps = 20_000
  /// How much of the averaged weights a step keeps at the most; nil without an average.
  var averaging: Double? = Self.averaging
  /// Of the U-Net's widest pictures: its width.
  var channels = 2
  /// What t is multiplied by before it becomes waves.
  var timeScale = 1.0

  static let averaging = 0.999
  /// That of the worked step's model, which the comparisons start from.
  static let book = Recipe()
  /// The same for a wider model, whose walks arrive: it is saved with the chapter, and walks by hand.
  static let walker = walker(steps: book.steps)
  static func walker(steps: Int) -> Recipe { .book { ($0.channels, $0.steps) = (3, steps) } }

  /// The book's, with something changed.
  static func book(_ change: (inout Recipe) -> Void) -> Recipe {
    var recipe = book
    change(&recipe)
    return recipe
  }

  var trainer: Trainer<Double> {
    let warmUp = min(100, steps / 10)
    return Trainer(
      steps: steps, learningRate: rate,
      schedule: falls ? .cosine(warmUp: warmUp) : .constant, clipping: 1, averaging: averaging)
  }

  var sizes: UNet<Double>.Configuration {
    var sizes = Sizes.byHand
    (sizes.channels, sizes.timeScale) = (channels, timeScale)
    return sizes
  }

  static let columns = ["times", "rate", "schedule", "steps", "average", "channels", "clock"]
  var cells: [String] {
    [
      times == .uniform ? "even" : "logit-normal", "\(rate)", falls ? "cosine" : "constant",
      "\(steps)", averaging.map { "\($0)" } ?? "none", "\(channels)",
      timeScale == 1 ? "t" : "\(Int(timeScale))t",
    ]
  }
}
