import ChapterKit
import Dataset
import Walkthrough

extension Chapter4Story {
  func textTower(_ page: Page) {
    let (block, n) = ("clip.\(Self.textBlock)", 2)
    let end = pairs.ids[n].firstIndex(of: Vocabulary.end) ?? 0
    page.inventory(
      [
        .input("`words`", "clip.text.embedding", from: "pairs")
      ] + blockRows(block) + [
        .parameters("the last norm's scale and shift", "clip.ln_final"),
        .parameters("`Ptext`, the projection", "clip.text_projection"),
        .output("`t_out`, an output for every token", "clip.ln_final"),
        .output("`T`, an arrow for every caption", "clip.text.unit"),
      ])
    page.section("Why")
    page.text(
      """
      A caption is a table of rows, but to compare it with a picture, we need a single arrow. So the words have to be mixed into one row, and their order has to matter: "a black cat with a white hat" isn't "a white cat with a black hat".
      A transformer can do that. This *text encoder* is chapter 0's block ([attention](chapter0/attention)) under other names: a norm; attention, in which each word looks at itself and at the words
      before it (*causal*); another norm; and two layers with GELU.
      """)
    page.foldedParameters(block, "clip.ln_final", "clip.text_projection")
    page.section("1. Attention: who looks back at whom")
    page.text(
      "In caption 2, how much attention does [EOS], at place \(end), pay to place \(end - 2) in head 1? (A token's `qkv` holds its query, its key and its value side by side, \(featureCount) numbers each. Head 1 uses the last \(featureCount / 2) of each. [Chapter 2](chapter2/attention) shows how they are made.)"
    )
    let weight = grid("\(block).attn.weights")[n, 1, end, end - 2]
    page.lines([
      grid("\(block).attn.scores")[n, 1, end, end - 2],
      grid("\(block).attn.scaled")[n, 1, end, end - 2], weight,
    ])
    let weights = grid("\(block).attn.weights")
    page.text(
      "All of it, for both heads: a row for each token that looks, a column for each token that it looks at:"
    )
    let places = labels(pairs.ids[n])
    page.heatMap(
      (0..<2).map { head in
        (
          title: "head \(head)",
          values: places.indices.flatMap { q in places.indices.map { weights[n, head, q, $0].value }
          }
        )
      }, rows: places, columns: places,
      alt: "Attention in caption 2: nothing above the diagonal")
    page.text(
      "[BOS] can look only at itself; [EOS] looks at the whole sentence. So the row at [EOS] can know everything that was said."
    )
    page.section("2. The whole block")
    page.text("Layer by layer: the result as a table, and every entry folded below it.")
    page.pass("clip.", towerLayers(Self.textParts))
    page.section("3. One row becomes an arrow")
    page.formula(
      #"y_{n,i} = \sum_{m=0}^{7} \mathrm{t\_out}_{n,\,\mathrm{end}(n),\,m}\;\mathrm{Ptext}_{m,i} \qquad |y_n| = \sqrt{\sum_i y_{n,i}^2} \qquad T_{n,i} = \frac{y_{n,i}}{|y_n|}"#
    )
    page.text(
      "Only the row at [EOS] is used. It is projected to \(joint) numbers and divided by its length, so that only its direction is left. (A row of zeros has no direction. To avoid dividing by 0, any length below `unit.epsilon`, 10⁻¹², counts as `unit.epsilon`.)"
    )
    page.entry(grid("clip.text.joint")[n, 1])
    page.lines([
      grid("clip.text.square")[n], grid("clip.text.length")[n], grid("clip.text.unit")[n, 1],
    ])
    page.table(grid("clip.text.unit"))
    page.everyEntry(
      of: ["text.joint", "text.square", "text.length", "text.unit"].map { grid("clip.\($0)") })
    page.section("Two outputs, two uses")
    page.text(
      "The tower makes more than the arrow, and each of its results is good for something else:")
    var table = Table(["", "the arrow `T`", "the outputs `t_out`", "`words`"], left: [0, 1, 2, 3])
    table.add(["of each caption", "one row", "one row per token", "one row per token"])
    table.add([
      "shape here", Page.shape(grid("clip.text.unit")), Page.shape(grid("clip.ln_final")),
      Page.shape(grid("clip.text.embedding")),
    ])
    table.add([
      "knows", "the whole caption", "the token and those before it", "the word and its place",
    ])
    table.add([
      "good for", "comparing: is this text about this picture?",
      "reading: what is asked for, in context", "reading: what is asked for, word by word",
    ])
    page.text(table.markdown)
    page.text(
      "Large systems let their painters read `t_out`; some let them read the arrow as well. What ours could read is the question of \(page.link("tiny"))."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.clipText", says: "By hand")
    page.excerpt("ByHand.transformerBlock", says: "Its block")
    page.excerpt("ClipText.forward", says: "In the core")
    page.check(
      towerLayers(Self.textParts).flatMap(\.grids).map { "clip.\($0)" }
        + ["text.joint", "text.square", "text.length", "text.unit"].map { "clip.\($0)" })
    page.checkYourself([
      (
        "Change the word after [EOS] from [PAD] to `cat`. Which numbers of `T` change?",
        "None: [EOS] doesn't look at what comes after it, and only its row is used."
      )
    ])
    page.keep(
      "The token [EOS] has seen the whole sentence, so its row becomes the sentence's arrow.")
  }

  /// The parameters of a tower's block, for the table at a page's head.
  func blockRows(_ block: String) -> [Inventory] {
    [
      .parameters("the first norm's scale and shift", "\(block).ln_1"),
      .parameters("`Wqkv`, `bqkv`", "\(block).attn.in_proj"),
      .parameters("`Wo`, `bo`", "\(block).attn.out_proj"),
      .parameters("the second norm's scale and shift", "\(block).ln_2"),
      .parameters("`Wh`, `bh`", "\(block).mlp.c_fc"),
      .parameters("`Wc`, `bc`", "\(block).mlp.c_proj"),
    ]
  }
}
