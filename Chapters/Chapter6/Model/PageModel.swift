import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  /// A layer's grids, in the order computed.
  var layers: [Page.Layer] {
    (0..<Tiny.model.layers).flatMap { n -> [Page.Layer] in
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
      The tiny model of this chapter has \(model.parameterCount.grouped) parameters in \(Tiny.model.layers) blocks. Its blocks are [chapter 0](../chapter0/README.md)'s; new is what stands around and between:
      """)
    var table = Table(["new", "where", "page"], left: [0, 1, 2])
    for row in [
      (
        "queries and keys are turned by their place (RoPE)",
        "between the projections and the scores", "positions"
      ),
      ("two sentences at once, the shorter one padded", "everywhere", "forward"),
      ("dropout, with a chance of \(Tiny.model.dropout.shown)", "before each residual", "dropout"),
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
    page.section("The model that writes")
    let large = Large.model
    var sizes = Table(["", "tiny", "writes stories"], left: [0])
    func row(_ name: String, _ a: Int, _ b: Int) { sizes.add([name, a.grouped, b.grouped]) }
    row("vocabulary", Tiny.model.vocabulary, large.vocabulary)
    row("features", Tiny.model.features, large.features)
    row("heads", Tiny.model.heads, large.heads)
    row("hidden", Tiny.model.hidden, large.hidden)
    row("blocks", Tiny.model.layers, large.layers)
    row("longest text", Tiny.model.length, large.length)
    row("parameters", model.parameterCount, writer.parameterCount)
    page.text(sizes.markdown)
    page.inRealSystems(
      "GPT-2 small has 12 blocks of 768 features and 124 million parameters; GPT-3 96 blocks of 12,288 and 175 billion. Newer ones replace LayerNorm by RMSNorm (no mean, no shift), GELU by SwiGLU (a gate), drop the biases, and let several query heads share keys and values; the order of the parts has stayed."
    )
    page.keep("A block is chapter 0's; a language model is what stands around it.")
  }

  func forwardPage(_ page: Page) {
    page.section("Two sentences at once")
    page.text(
      """
      Both sentences go through the same layers. They never meet: attention looks only inside its own sentence, and each place only at itself and those before it. So the padding after the short sentence cannot disturb it: no
      real place looks at it. From a turned query to an attention weight, in the first sentence: its last place (`hat`) looks at place 1 (`\(Tiny.tokens[Tiny.batch(Tiny.sentences).inputs[0][1]])`). One number of the query, turned; the score; the score divided by the root; and the weight:
      """)
    let last = Tiny.ids(Tiny.sentences[0]).count - 2
    page.entry(grid("blocks.0.attention.q_turned")[0, last, 2])
    page.entry(grid("blocks.0.attention.scores")[0, 0, last, 1])
    page.lines([
      grid("blocks.0.attention.scaled")[0, 0, last, 1],
      grid("blocks.0.attention.weights")[0, 0, last, 1],
    ])
    let words = Tiny.batch(Tiny.sentences).inputs
    let weights = grid("blocks.0.attention.weights")
    let n = words[0].count
    page.heatMap(
      (0..<2).map { text in
        (
          text == 0 ? "long sentence, head 0" : "short sentence, head 0",
          Array(weights.values[text * 2 * n * n..<text * 2 * n * n + n * n])
        )
      }, rows: words[0].indices.map { "place \($0)" }, columns: words[0].indices.map(String.init),
      together: 2,
      alt: "Attention weights of the first head for both sentences: nothing right of the diagonal")
    let padded = words[1].indices.filter { words[1][$0] == Tiny.padding }
    let seen = words[1].indices.filter { words[1][$0] != Tiny.padding }.flatMap { i in
      padded.map { weights[1, 0, i, $0].value }
    }
    page.text(
      "In the short sentence the places \(padded.map(String.init).joined(separator: ", ")) are padding. All weights that real places give them are \(Set(seen).map(\.shown).joined(separator: ", ")). (The padded rows compute something, too; nobody reads it.)"
    )
    page.section("Every number of the pass")
    page.text(
      "The sums are spelled out in [chapter 0](../chapter0/README.md); turning on \(page.link("positions")), dropout on \(page.link("dropout"))."
    )
    page.passTables("", layers.dropLast())
    page.section("In the core")
    page.excerpt("LanguageBlock.forward", says: "A block")
    page.excerpt("LanguageModel.forward", says: "The model")
    page.check(layers.dropLast().flatMap(\.grids))
    page.checkYourself([
      (
        "What would change in the long sentence if the short one were another?",
        "In this pass nothing. Through the update, everything: both have a say in the gradients."
      )
    ])
    page.keep("A batch is several texts that do not know of each other.")
  }

  func dropoutPage(_ page: Page) {
    let share = Tiny.model.dropout
    let mask = grid("blocks.0.attention.dropped.mask")
    page.section("Why throw numbers away?")
    page.text(
      """
      A model that can rely on every single number easily learns its training texts by heart. Dropout sets each number of some layers to 0 with a chance of \(share.shown), anew in each training step, so that nothing hangs on one number alone. The others are multiplied by 1/(1 − \(share.shown)) = \((1 / (1 - share)).shown), so
      that their sum stays the same on average. Outside training, nothing is dropped. With x the numbers, m their *mask*, u a draw between 0 and 1 for each, and p the chance:
      """)
    page.formula(
      #"y_i = x_i \cdot m_i \qquad m_i = \begin{cases} 0 & u_i < p \\ 1/(1-p) & \text{otherwise} \end{cases} \qquad \partial L/\partial x_i = m_i\, \partial L/\partial y_i"#
    )
    page.text(
      "The mask of the first attention's output, long sentence first. Each entry comes from a draw that has a name, so the same step of the same training always has the same mask:"
    )
    page.heatMap([mask], worked: nil, alt: "A mask: most entries 1.25, some 0")
    let zeros = mask.values.count { $0 == 0 }
    page.text(
      "\(zeros) of its \(mask.count) entries are 0: \((100 * Double(zeros) / Double(mask.count)).fixed(1)) %, where \((100 * share).fixed(0)) % are expected."
    )
    let kept = grid("blocks.0.attention.dropped")
    let (dead, alive) = (mask.values.firstIndex(of: 0) ?? 0, mask.values.firstIndex { $0 > 0 } ?? 0)
    page.lines([kept.scalars[dead], kept.scalars[alive]])
    page.text(
      "And back: what was dropped has no gradient, so in this step nothing is learned from it here."
    )
    let mixed = grid("blocks.0.attention.W_o")
    page.gradientEntry(mixed.scalars[dead])
    page.gradientEntry(mixed.scalars[alive])
    page.everyEntry(of: kept)
    page.everyGradient(of: mixed)
    page.section("In the core")
    page.excerpt("Dropout.forward", says: "Dropout")
    page.check([
      "blocks.0.attention.dropped", "blocks.0.ffn.dropped", "blocks.1.attention.dropped",
      "blocks.1.ffn.dropped", "grad.blocks.0.attention.W_o",
    ])
    page.checkYourself([
      (
        "What is an entry of the mask on average?",
        "(1 − \(share.shown))·\((1 / (1 - share)).shown) + \(share.shown)·0 = 1."
      )
    ])
    page.keep("Dropout takes numbers away at random, and makes up for them on average.")
  }
}
