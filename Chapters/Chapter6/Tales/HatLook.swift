import ChapterKit
import Core
import Dataset
import Numerics

/// The attention that keeps a hat's colour: where the last hat of a story is named, the size stands already, and
/// the colour comes next.
struct HatQuestion: Sendable {
  /// The story up to the size.
  let tokens: [Int]
  /// Where the colour stands before.
  let answers: [Int]

  /// nil if a story does not name its hat with size and colour at its end, or names no colour before.
  init?(_ story: String, _ pairs: BytePairs) {
    let tokens = pairs.encode(story)
    let words = tokens.map { pairs.text([$0]) }
    func isOne(_ place: Int, of list: [String]) -> Bool {
      words.indices.contains(place) && list.contains { words[place] == " \($0)" }
    }
    let last = words.indices.last {
      words[$0] == " hat" && isOne($0 - 1, of: TaleWords.colours)
        && isOne($0 - 2, of: TaleWords.sizes)
    }
    guard let last else { return nil }
    self.tokens = Array(tokens[..<(last - 1)])
    answers = self.tokens.indices.filter { tokens[$0] == tokens[last - 1] }
    if answers.isEmpty { return nil }
  }

  /// The place that asks: the last one.
  var query: Int { tokens.count - 1 }
}

/// A look at one story, with everything that the winning head computes there.
struct HatLook {
  static let stories = 10
  let story: WrittenStory
  let question: HatQuestion
  /// The mean weight on all earlier places of the colour, over many held-out stories: by block, then by head.
  let scores: [[Measured]]
  /// The head with the largest.
  let (layer, head): (Int, Int)
  /// What the model gives the colour at the last place.
  let probability: Double
  /// What the core has recorded of that story's pass.
  let recorder: Recorder<Double>
  let model: LanguageModel<Double>

  // excerpt HatLook
  /// Looks for the head that gives the hat's colour most weight, and at one story through its eyes.
  ///
  /// - Throws: `Failure.badData` if the models lack the one that tells stories.
  init(_ trained: TrainedModels, _ tales: Tales) throws {
    var model = try trained.model(
      Training.teller, LanguageModel<Double>(Sizes.tellerInDouble))
    let asked = tales.heldOut.lazy.compactMap { HatQuestion($0, tales.pairs) }
    let each = Array(asked.prefix(Self.stories)).concurrentMap { [model] in
      Self.weights(model, $0)
    }
    scores = (0..<Sizes.teller.layers).map { layer in
      (0..<Sizes.teller.heads).map { head in Measured(each.map { $0[layer][head] }) }
    }
    let all = (0..<Sizes.teller.layers).flatMap { l in (0..<Sizes.teller.heads).map { (l, $0) } }
    let scores = scores
    (layer, head) =
      all.max { scores[$0.0][$0.1].mean < scores[$1.0][$1.1].mean } ?? (0, 0)
    (story, question) = try Self.opening(trained, tales)
    recorder = Recorder()
    let logits = model.forward([question.tokens], nil, recorder)
    let last = Array(logits.values.suffix(Sizes.teller.vocabulary))
    probability = TokenChoice().probabilities(last)[question.tokens[question.answers[0]]]
    self.model = model
  }

  /// The weight that the last place gives to the earlier ones of the colour: by block, then by head.
  private static func weights(_ model: LanguageModel<Double>, _ question: HatQuestion)
    -> [[Double]]
  {
    var model = model
    let recorder = Recorder<Double>()
    _ = model.forward([question.tokens], nil, recorder)
    return (0..<Sizes.teller.layers).map { layer in
      let weights = recorder.recorded("blocks.\(layer).attention.weights")
      return (0..<Sizes.teller.heads).map { head in
        question.answers.reduce(0) { $0 + weights[0, head, question.query, $1] }
      }
    }
  }
  // end excerpt

  /// The story that the chapter opens with; a held-out one of the grammar, if the model does not name the hat at its
  /// end.
  private static func opening(_ trained: TrainedModels, _ tales: Tales) throws
    -> (WrittenStory, HatQuestion)
  {
    let book = try Chapter6.parse([])
    var writer = Writer(
      try trained.model(Training.teller, LanguageModel(Sizes.teller)), tales.pairs)
    let told = writer.story(
      book.asked.prompt, tokens: book.asked.tokens, book.asked.choice, book.common.random["write"])
    let others = tales.heldOut.lazy.map { tale in
      WrittenStory(
        beginning: TaleReading.sentences(tale)[0],
        text: String(tale.dropFirst(TaleReading.sentences(tale)[0].count)), steps: [], ends: true)
    }
    for story in [told] + others.prefix(20) {
      let text = story.beginning + story.text
      if story.ends, TaleReading(text).keepsAll, let question = HatQuestion(text, tales.pairs) {
        return (story, question)
      }
    }
    stop("no story names its hat at its end")
  }

  /// What the pass has recorded of the layer, without the batch.
  func seen(_ name: String) -> Tensor<Double> {
    recorder.recorded("blocks.\(layer).\(name)")
  }

  /// The features of the head in a row of all heads.
  var features: Range<Int> { head * Sizes.headSize..<(head + 1) * Sizes.headSize }
}
