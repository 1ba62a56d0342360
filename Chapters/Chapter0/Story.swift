import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// Tells the chapter. Each page stands in a file of its own.
struct Chapter0Story: Story {
  let chapter: Chapter0
  let results: Results

  var run: Run { results.run }
  var training: SentenceTraining { results.training }
  var pair: TwoSentences { results.pair }
  var model: Gpt<Double> { chapter.model }

  /// The tokens that the trained model wrote, from [BOS] on.
  var generated: [Int] {
    [Vocabulary.begin]
      + (1...).lazy.map { run.trace["gen\($0).next"] }.prefix { $0 != nil }.compactMap { $0 }
      .map(HandComputation.likeliest)
  }

  var outline: Outline {
    func page(
      _ name: String, _ title: String, _ step: String? = nil, _ write: @escaping (Page) -> Void
    ) -> Outline.Entry {
      .init(name, title, step: step, names: Self.names(), write)
    }
    return Outline([
      .init(
        "Forward: from a sentence to a loss",
        [
          .init("model", "The model at a glance", modelPage),
          page("embeddings", "From words to numbers: tokens and embeddings", "tokens", embeddings),
          page("norm1", "Layer norm 1", "norm 1", norm1),
          page("qkv", "Queries, keys and values", "q, k, v", qkv),
          page("attention", "Who looks at whom: scores, mask, softmax", "attention", attention),
          page("heads", "What is taken along: heads, projection, residual", "heads", heads),
          page("norm2", "Layer norm 2", "norm 2", norm2),
          page("hidden", "Feed-forward: \(hiddenCount) detectors and GELU", "hidden", hidden),
          page(
            "change", "Feed-forward: back to \(featureCount) features, residual", "change", change),
          page("logits", "Final norm and logits", "logits", logits),
          page("loss", "Probabilities and the loss", "loss", loss),
        ]),
      .init(
        "Backward: from the loss to every gradient",
        [
          page("way-back", "The way back at a glance", nil, wayBack),
          page("back-loss", "Turning round: from the loss to the logits", "loss", backLoss),
          page("back-logits", "Back through the output projection", "logits", backLogits),
          page("back-ln-f", "Back through the final norm", "ln_f", backLnF),
          page("back-change", "Back through the feed-forward layer: linear2", "change", backChange),
          page("back-hidden", "Back through GELU and linear1", "hidden", backHidden),
          page("back-norm2", "Back through norm 2: the residual's two paths", "norm 2", backNorm2),
          page("back-heads", "Back through the heads", "heads", backHeads),
          page(
            "back-attention", "Back through softmax, mask and scores", "attention", backAttention),
          page("back-qkv", "Back through W_q, W_k and W_v", "q, k, v", backQKV),
          page("back-norm1", "Back through norm 1", "norm 1", backNorm1),
          page("back-embeddings", "Back to the words", "tokens", backEmbeddings),
        ]),
      .init(
        "The step, and \(chapter.trainingSteps.grouped) of them",
        [
          page("adamw", "The update: AdamW", "AdamW", adamW),
          .init(
            "second-forward", "The second forward pass: which probabilities rose",
            step: "forward again", names: Self.names(pass: "second.", parameters: "updated."),
            secondForward),
          page("summary", "The whole step on one screen", "summary", summary),
          page("training", "Training to the end", "training", trainingPage),
          page("what-for", "What each part is for", "what for", whatFor),
        ]),
      .init(
        "Writing, by hand",
        [
          .init(
            "generate", "Generating by hand, token by token",
            names: Self.writingNames(passes: generated.count - 1), generate),
          .init("try-it", "Try it", tryIt),
          .init("worksheets", "Fill it in yourself: worksheets", worksheets),
        ]),
      .init("Appendix: whole passes, every number", appendix),
    ])
  }

  /// The second pass on two pages: one would be too long to be shown.
  private var appendix: [Outline.Entry] {
    let names = Self.names(pass: "second.", parameters: "updated.")
    return [
      .init(
        "numbers-second-1", "Every number of the second forward pass: embeddings to norm 2",
        names: names
      ) { page in secondNumbers(page, passLayers[..<6]) },
      .init(
        "numbers-second-2", "Every number of the second forward pass: feed-forward to loss",
        names: names
      ) { page in
        secondNumbers(page, passLayers[6...] + [("Probabilities and loss", lossGrids)])
      },
      .init(
        "numbers-generate", "Every number of the last pass that writes",
        names: Self.names(pass: "gen\(generated.count - 1).", parameters: "trained."),
        generateNumbers),
    ]
  }

  /// How many places the sentence has, and the last of them.
  var places: Int { chapter.inputs.count }
  var last: Int { places - 1 }
  var featureCount: Int { Sizes.byHand.features }
  var hiddenCount: Int { Sizes.byHand.hidden }
  var tokenCount: Int { Sizes.byHand.vocabulary }

  func token(_ id: Int) -> String { Chapter0.vocabulary.tokens[id] }

  /// Tokens as labels of a picture's rows.
  func places(of ids: some Sequence<Int>) -> [String] { ids.map(token) }

  /// Tokens as a page shows them.
  func shown(_ ids: some Sequence<Int>) -> String {
    ids.map { "`\(token($0))`" }.joined(separator: " ")
  }

  /// The mean size of a grid's entries.
  func meanSize(_ grid: Grid) -> Double {
    grid.values.reduce(0) { $0 + $1.magnitude } / Double(grid.count)
  }

  /// How many parameters a layer has, and with it those of all that is inside it.
  func count(_ layers: String...) -> String {
    model.parameters.filter { p in layers.contains { p.name.hasPrefix("\($0).") } }
      .reduce(0) { $0 + $1.value.count }.grouped
  }
}
