import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Chapter 3: class conditioning and classifier-free guidance.
@main
struct Chapter3: Chapter {
  static let steps = CommandOption.steps(default: 8)
  static let asked = CommandOption(
    "--class", .text("NAME"),
    "what to ask for: row, column, block, diagonal, or 0 to 3 (default: block)")
  static let guidance = CommandOption(
    "--guidance", .notNegative("W"), "how strongly to ask: 0 not at all, 1 plainly (default: 2)")
  static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000),
    "train all models anew: the one that walks 6·N steps, digits N/4 (default: read the kept ones)")
  static let about = About(
    3, "Asking for a class: guidance", options: [asked, guidance, steps, .learningRate, train])

  let common: ChapterSettings
  let steps: Int
  /// The class that sampling by hand asks for.
  let label: Int
  let guidance: Double
  var learningRate: Double
  /// Nil where the kept models are read.
  let trainingSteps: Int?
  /// The transformer that is worked by hand, with the parameters that it starts from.
  let model: DiT<Double>

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    steps = given.whole(Self.steps) ?? 8
    label = try given.text(Self.asked).map(Self.label) ?? 2
    guidance = given.number(Self.guidance) ?? 2
    learningRate = given.number(.learningRate) ?? 0.01
    trainingSteps = given.whole(Self.train)
    model = try common.started(DiT(Sizes.byHand))
  }

  /// A class by its name or its number.
  private static func label(_ word: String) throws -> Int {
    let names = ShapeClasses.names
    if let label = names.firstIndex(of: word) { return label }
    if let number = Int(word), names.indices.contains(number) { return number }
    let list = names.enumerated().map { "\($1) (\($0))" }.joined(separator: ", ")
    throw Failure.usage("--class: there is no class '\(word)'; the classes are \(list)")
  }

  var settings: [(name: String, value: String)] {
    [
      ("class", ShapeClasses.names[label]), ("guidance", "\(guidance)"), ("steps", "\(steps)"),
      ("learning_rate", "\(learningRate)"), ("train", trainingSteps.map { "\($0)" } ?? "kept"),
    ]
  }

  func compute(_ console: Console) async throws -> Chapter3Story {
    let trained = try await trained(console)
    return try await Chapter3Story(chapter: self, results: Results(self, trained, console))
  }

  /// All models, trained anew or read.
  func trained(_ console: Console) async throws -> TrainedModels {
    guard let trainingSteps else { return try common.kept(.saved(chapter: 3)) }
    console.progress("training \(ShapesModel.allCases.count + DigitsModel.allCases.count) models …")
    return try await Training(random: common.random, steps: trainingSteps).all(console)
  }

  /// One training step, the forward pass after it, what the pages ask besides, and guided sampling with
  /// trained weights: done twice.
  func work(_ models: TrainedModels) throws -> Run {
    let trained = try models.shapes(.deep).twoDecimals
    return Run { trace in
      HandComputation(trace: trace, chapter: self).all(trained)
    } core: { recorder, trace in
      CoreComputation(recorder: recorder, trace: trace, chapter: self).all(trained)
    }
  }
}
