import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter6Story: Story {
  let chapter: Chapter6
  let results: Results

  var run: Run { results.run }
  var stories: Stories { results.stories }
  var copy: CopyModel { results.copy }
  var looked: Interpretability { results.looked }
  var model: LanguageModel<Double> { chapter.model }
  var models: TrainedModels? { results.trained }
  var writing: String? {
    if results.written.wasShown { return nil }
    let note = results.written.note.map { "\n(\($0))" } ?? ""
    return "\(note)\n\(chapter.asked.prompt)\(results.written.asked.text)"
  }

  var outline: Outline {
    Outline([
      .init("From text to numbers", textPages),
      .init("A training step, with everything that belongs to it", stepPages),
      .init("Training", trainingPages),
      .init("Writing", generationPages),
      .init("Looking inside", interpretabilityPages),
      .init("And now you", [.init("try-it", "Try it", tryIt)]),
      .init("Appendix: whole passes, every number", appendix),
    ])
  }

  /// A page of the worked model.
  func page(
    _ name: String, _ title: String, _ step: String? = nil, names: Names = Self.names(),
    _ write: @escaping (Page) throws -> Void
  ) -> Outline.Entry { .init(name, title, step: step, names: names, write) }

  var textPages: [Outline.Entry] {
    [
      page(
        "merges", "A tokenizer, merge by merge", nil,
        names: Names(dropping: ["merges."]), mergesPage),
      page("tokenizer", "The tokenizer of the stories", nil, names: Names(), tokenizerPage),
    ]
  }

  var stepPages: [Outline.Entry] {
    let pair = Names(
      dropping: ["pair."],
      ["rope.sin": "sin", "rope.cos": "cos", "rope.speed": "ω", "rope.angle": "angle"])
    return [
      page("model", "The model at a glance", nil, modelPage),
      page(
        "positions", "Where a token stands: learned, RoPE, ALiBi", "places", names: pair,
        positionsPage),
      page("forward", "Forward: two sentences at once", "forward", forwardPage),
      page("dropout", "Dropout", "dropout", dropoutPage),
      page("loss", "The loss: padding, perplexity, and where it starts", "loss", lossPage),
      page("backward", "Backward: a turn goes back", "backward", backwardPage),
      page("tying", "One table, two gradients", "tied", tyingPage),
      page("accumulation", "A batch in two parts", "parts", accumulationPage),
      page("clipping", "A gradient that is too long", "clip", clippingPage),
      page("adamw", "AdamW, and what does not decay", "AdamW", names: Names(), adamWPage),
      page(
        "second-forward", "The second forward pass", "again",
        names: Self.names(pass: "second.", parameters: "updated."), secondForward),
    ]
  }

  var trainingPages: [Outline.Entry] {
    [
      page(
        "schedule", "Warm up, then cool down", nil, names: Names(dropping: ["schedule."]),
        schedulePage),
      page("depth", "Twelve blocks, and what keeps gradients alive", nil, depthPage),
      page("training", "Training on the stories, and when to stop", nil, trainingPage),
      page("long-texts", "Longer texts than in training", nil, longTexts),
      page("tales", "A grammar that tells stories", nil, names: Names(), talesPage),
      page("telling", "Stories that end", nil, names: Names(), tellingPage),
      page("ladder", "What each step buys", nil, names: Names(), ladderPage),
      page(
        "colour", "Which word kept the hat red", "colour", names: Self.lookNames, colourPage),
      page("written", "What it writes", nil, names: Names(), writtenPage),
    ]
  }
}
