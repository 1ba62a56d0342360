import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  /// A layer's grids, in the order computed.
  var layers: [Page.Layer] {
    (0..<Sizes.byHand.layers).flatMap { n -> [Page.Layer] in
      let block = "blocks.\(n)."
      func layer(_ title: String, _ grids: String...) -> Page.Layer {
        ("Block \(n): \(title)", grids.map { block + $0 })
      }
      return [
        ("Block \(n): norm 1", Page.normSteps("\(block)norm1")),
        layer(
          "queries and keys, turned", "attention.W_q", "attention.W_k", "attention.q_turned",
          "attention.k_turned"),
        layer("values", "attention.W_v"),
        layer(
          "attention", "attention.scores", "attention.scaled", "attention.weights",
          "attention.heads"),
        layer("projection, dropout, residual", "attention.W_o", "attention.dropped", "residual1"),
        ("Block \(n): norm 2", Page.normSteps("\(block)norm2")),
        layer(
          "feed-forward, dropout, residual", "ffn.linear1", "ffn.gelu", "ffn.linear2",
          "ffn.dropped", "residual2"),
      ]
    } + [
      ("The final norm", Page.normSteps("ln_f")), ("Logits", ["output_proj"]),
      (
        "Probabilities and negative log-likelihoods at the real places",
        ["probabilities", "nll", "loss"]
      ),
    ]
  }

  func modelPage(_ page: Page) {
    page.section("What is new since chapter 0")
    page.text(
      """
      The tiny model of this chapter has \(model.parameterCount.grouped) parameters in \(Sizes.byHand.layers) blocks. Its blocks are [chapter 0](../chapter0/README.md)'s; what's new stands around and between them:
      """)
    var table = Table(["new", "where", "page"], left: [0, 1, 2])
    for row in [
      (
        "queries and keys are turned by their place (RoPE)",
        "between the projections and the scores", "positions"
      ),
      ("two sentences at once, the shorter one padded", "everywhere", "forward"),
      (
        "dropout, with a chance of \(Sizes.byHand.dropout.shown)", "before each residual", "dropout"
      ),
      ("padding does not count", "loss", "loss"),
      ("the output weights are the embedding table", "first and last layer", "tying"),
      ("gradients of two micro-batches, added up", "backward", "accumulation"),
      ("gradients are shortened to a length of \(Tiny.clipping.shown)", "before AdamW", "clipping"),
      ("norms and biases do not decay", "AdamW", "adamw"),
    ] { table.add([row.0, row.1, page.link(row.2)]) }
    page.text(table.markdown)
    page.section("The sentences")
    page.code(
      Tiny.sentences.map { s in Tiny.ids(s).map { Tiny.tokens[$0] }.joined(separator: " ") }.joined(
        separator: "\n"))
    page.text("Ten words are enough here, so each is one token:")
    var words = Table(["number"] + Tiny.tokens.indices.map(String.init), left: [0])
    words.add(["token"] + Tiny.tokens.map { "`\($0)`" })
    page.text(words.markdown)
    page.text("As the model reads them, without the last token, and padded to one length:")
    page.table(grid("tokens"))
    page.section("What the pass makes")
    page.text(
      tensorTable(
        page,
        [
          ("blocks.0.norm1", "forward"), ("blocks.0.attention.W_q", "forward"),
          ("blocks.0.attention.q_turned", "positions"), ("blocks.0.attention.weights", "forward"),
          ("blocks.0.attention.dropped", "dropout"), ("blocks.1.residual2", "forward"),
          ("output_proj", "tying"), ("probabilities", "loss"), ("nll", "loss"),
        ]))
    page.text(
      "A small ᵇ behind a name says that it belongs to block 1: `q` is block 0's, `qᵇ` block 1's."
    )
    page.foldedTables("All parameters, as numbers", model.parameters.map { grid($0.name) })
    page.section("The model that writes")
    let large = Sizes.teller
    var sizes = Table(["", "tiny", "tells stories"], left: [0])
    func row(_ name: String, _ a: Int, _ b: Int) { sizes.add([name, a.grouped, b.grouped]) }
    row("vocabulary", Sizes.byHand.vocabulary, large.vocabulary)
    row("features", Sizes.byHand.features, large.features)
    row("heads", Sizes.byHand.heads, large.heads)
    row("hidden", Sizes.byHand.hidden, large.hidden)
    row("blocks", Sizes.byHand.layers, large.layers)
    row("longest text", Sizes.byHand.length, large.length)
    row("parameters", model.parameterCount, LanguageModel<Float>(large).parameterCount)
    page.text(sizes.markdown)
    page.inRealSystems(
      "GPT-2 small has 12 blocks of 768 features and 124 million parameters; GPT-3 96 blocks of 12,288 and 175 billion. Newer ones replace LayerNorm by RMSNorm (no mean, no shift), GELU by SwiGLU (a gate), drop the biases, and let several query heads share keys and values; the order of the parts has stayed."
    )
    page.keep("A block is chapter 0's; a language model is what stands around it.")
  }
}
