import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Chapter 0: one whole training step of a transformer.
@main
struct Chapter0: Chapter {
  static let train = CommandOption(
    "--train", .whole("N", 0...1_000_000), "training steps in the core (default: 100)")
  static let vocabulary = Vocabulary.tiny
  static let about = About(
    0, "One training step of a transformer", options: [.learningRate, train], keepsModels: false,
    words: (
      0...1, "[\"\(vocabulary.words.joined(separator: " "))\"]",
      "A sentence of 1 to \(Sizes.byHand.length - 1) of these words: \(known)."
    ))
  private static let known = vocabulary.words.joined(separator: ", ")

  let common: ChapterSettings
  let sentence: String
  /// The sentence as numbers, from [BOS] to [EOS].
  let ids: [Int]
  var learningRate: Double
  var trainingSteps: Int
  /// The transformer, with the parameters that it starts from.
  let model: Gpt<Double>

  /// What the model is shown, and what it should say at each place.
  var inputs: [Int] { Array(ids.dropLast()) }
  var targets: [Int] { Array(ids.dropFirst()) }

  /// The parameter whose gradient is tried out: it weighs the right word at the last place.
  var nudge: Nudge { Nudge("output_proj.weight", [targets[targets.count - 1], 3]) }

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    let words = (given.words.first ?? "I like transformers").split(whereSeparator: \.isWhitespace)
    sentence = words.joined(separator: " ")
    ids = try Self.encode(sentence)
    learningRate = given.number(.learningRate) ?? 0.01
    trainingSteps = given.whole(Self.train) ?? 100
    model = try common.started(Gpt(Sizes.byHand))
  }

  private static func encode(_ text: String) throws -> [Int] {
    do {
      let ids = try vocabulary.encode(text)
      let most = Sizes.byHand.length - 1
      guard (1...most).contains(ids.count - 2) else {
        throw Failure.usage("the sentence needs 1 to \(most) words, out of: \(known)")
      }
      return ids
    } catch let error as Vocabulary.UnknownWord {
      throw Failure.usage("'\(error.word)' is not in the vocabulary: \(known)")
    }
  }

  var settings: [(name: String, value: String)] {
    [
      ("sentence", sentence), ("learning_rate", "\(learningRate)"), ("train", "\(trainingSteps)"),
    ]
  }

  func compute(_ console: Console) throws -> Chapter0Story {
    Chapter0Story(chapter: self, results: try Results(self, console))
  }

  /// One training step, the forward pass after it, and the sentence written with trained weights:
  /// done twice.
  func work(trained: Gpt<Double>) -> Run {
    Run { trace in
      let hand = HandComputation(trace: trace, chapter: self)
      hand.trainOneStep()
      hand.generate(trained)
    } core: { recorder, trace in
      let core = CoreComputation(recorder: recorder, chapter: self)
      core.trainOneStep(gradients: trace.gradients(of: model))
      core.generate(trained)
    }
  }
}
