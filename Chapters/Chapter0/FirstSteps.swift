import ChapterKit
import Core
import Dataset

/// What the transformer writes after its first few training steps.
struct FirstSteps {
  /// The loss before the last step, and the words that are likeliest one after the other, up to [EOS].
  let outcomes: [(steps: Int, loss: Double, words: String)]

  init(_ chapter: Chapter0) {
    outcomes = (1...3).map { steps in
      var fresh = chapter
      fresh.trainingSteps = steps
      let training = SentenceTraining(fresh)
      return (steps, training.losses[steps - 1], Self.written(by: training.rounded))
    }
  }

  private static func written(by model: Gpt<Double>) -> String {
    var (model, ids) = (model, [Vocabulary.begin])
    while ids.count < Sizes.byHand.length && ids.last != Vocabulary.end {
      let last = model.forward([ids]).values.suffix(Chapter0.vocabulary.tokens.count)
      ids.append((last.firstIndex(of: last.max() ?? 0) ?? last.startIndex) - last.startIndex)
    }
    return ids.dropFirst().map { Chapter0.vocabulary.tokens[$0] }.joined(separator: " ")
  }
}
