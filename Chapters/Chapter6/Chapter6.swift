import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Chapter 6: a complete GPT.
@main
struct Chapter6: Chapter {
  static let about = About(
    6, "A complete GPT", options: [.learningRate] + WritingSettings.options,
    words: (0...1, "[\"Once there was a\"]", "The beginning of a story, in any words."))

  let common: ChapterSettings
  let asked: WritingSettings
  var learningRate: Double
  /// The transformer that is worked by hand, with the parameters that it starts from.
  let model: LanguageModel<Double>

  init(_ given: Arguments, _ common: ChapterSettings) throws {
    self.common = common
    asked = try WritingSettings(given, common)
    learningRate = given.number(.learningRate) ?? 0.01
    model = try common.started(LanguageModel(Tiny.model))
  }

  var settings: [(name: String, value: String)] {
    [("learning_rate", "\(learningRate)")] + asked.listed
  }

  /// The parameter whose gradient is tried out: a number of the word `cat`.
  var nudge: Nudge { Nudge("token_embedding.embedding.weight", [4, 3]) }

  func compute(_ console: Console) async throws -> Chapter6Story {
    console.progress("everything small by hand …")
    let tiny = TinyTraining(self)
    return try Chapter6Story(chapter: self, run: work(tiny), tiny: tiny)
  }

  /// Everything that is done by hand, done twice.
  func work(_ tiny: TinyTraining) -> Run {
    Run { trace in
      HandComputation(trace: trace, chapter: self, trained: tiny.rounded).all()
    } core: { recorder, trace in
      CoreComputation(recorder: recorder, trace: trace, chapter: self, trained: tiny.rounded).all()
    }
  }
}
