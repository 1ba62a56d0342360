import ChapterKit
import Terminal

/// All that the chapter has computed. Its pages read it.
struct Results {
  let run: Run
  let training: SentenceTraining
  let pair: TwoSentences
  let firstSteps: FirstSteps
  /// Beside a run with a tenth of the learning rate.
  let tryIt: TryIt

  init(_ chapter: Chapter0, _ console: Console) throws {
    console.progress("training in the core …")
    training = SentenceTraining(chapter)
    pair = try TwoSentences(chapter)
    firstSteps = FirstSteps(chapter)
    console.progress("one training step and a sentence by hand …")
    var other = chapter
    other.learningRate /= 10
    let trained = training.rounded
    (run, tryIt) = try chapter.compared(with: other) { $0.work(trained: trained) }
  }
}
