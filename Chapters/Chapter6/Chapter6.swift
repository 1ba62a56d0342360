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
    weights: "the tiny GPT",
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
    model = try common.started(LanguageModel(Sizes.byHand))
  }

  var settings: [(name: String, value: String)] {
    [("learning_rate", "\(learningRate)")] + asked.listed
  }

  /// The parameter whose gradient is tried out: a number of the word `cat`.
  var nudge: Nudge { Nudge("token_embedding.embedding.weight", [4, 3]) }

  func compute(_ console: Console) async throws -> Chapter6Story {
    let stories = try stories()
    let trained = try models(stories, console)
    return Chapter6Story(
      chapter: self, results: try Results(self, stories, trained, console))
  }

  /// The run that the page to try out compares with this one.
  var other: Self {
    var other = self
    other.learningRate = 0.001
    return other
  }

  /// The prompt loop, if it was asked for.
  func isDone(_ console: Console) throws -> Bool {
    guard asked.isInteractive else { return false }
    let stories = try stories()
    let writer = try writer(models(stories, console), stories, Tales())
    var loop = Interactive(writer, asked, common.random)
    try loop.run()
    return true
  }

  /// The model that writes: of the grammar's stories, or of the text that the reader gave.
  ///
  /// - Throws: `Failure.badData` if the models lack it.
  func writer(_ models: TrainedModels, _ stories: Stories, _ tales: Tales) throws -> Writer {
    if !stories.isOurs {
      return Writer(try models.model("gpt", LanguageModel(Sizes.little)), stories.pairs)
    }
    return Writer(try models.model(Training.teller, LanguageModel(Sizes.teller)), tales.pairs)
  }

  private func stories() throws -> Stories { try asked.text.map { try Stories($0) } ?? Stories() }

  /// The trained models: kept, or trained anew.
  private func models(_ stories: Stories, _ console: Console) throws -> TrainedModels {
    guard let steps = asked.train else {
      return try common.kept(.saved(chapter: 6, precision: .bfloat16))
    }
    console.progress("training …")
    let training = Training(
      random: common.random, steps: steps, checkpoint: asked.checkpoint, stories: stories)
    return try training.all { console.bar("training", $0, of: steps) }
  }

  /// Everything that is done by hand, done twice.
  func work(_ tiny: TinyTraining, _ copy: CopyModel, _ look: HatLook) -> Run {
    Run { trace in
      HandComputation(
        trace: trace, chapter: self, trained: tiny.rounded, copy: copy.rounded, look: look
      ).all()
    } core: { recorder, trace in
      CoreComputation(
        recorder: recorder, trace: trace, chapter: self, trained: tiny.rounded, copy: copy.rounded,
        look: look
      ).all()
    }
  }
}
