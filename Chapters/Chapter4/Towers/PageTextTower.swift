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
        .parameters("the last norm's", "clip.ln_final"),
        .parameters("`Ptext`, the projection", "clip.text_projection"),
        .output("`t_out`, an output for every token", "clip.ln_final"),
        .output("`T`, an arrow for every caption", "clip.text.unit"),
      ])
    page.section("Why")
    page.text(
      """
      A caption is a table of rows; the comparison with pictures needs one arrow. So the words must be mixed into one row, and their order must leave a trace in it: "a black cat with a white hat" is not "a white cat with a black hat". That is a
      transformer's work, and this *text encoder* is chapter 0's block ([attention](chapter0/attention)) under other names: norm, attention to oneself and to what
      stands before (*causal*), norm, two layers with GELU.
      """)
    page.section("1. Attention: who looks back at whom")
    page.text(
      "In caption 2, from [EOS] at place \(end): how much does head 1 take from place \(end - 2)? (`qkv` of a token holds its query, its key and its value side by side, \(featureCount) numbers each; head 1 owns the last \(featureCount / 2) of each. How it is made: [chapter 2](chapter2/attention).)"
    )
    let weight = grid("\(block).attn.weights")[n, 1, end, end - 2]
    page.lines([
      grid("\(block).attn.scores")[n, 1, end, end - 2],
      grid("\(block).attn.scaled")[n, 1, end, end - 2], weight,
    ])
    let weights = grid("\(block).attn.weights")
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
      "[BOS] can look only at itself; [EOS] looks at the whole sentence. So the row at [EOS] is the one that can know everything that was said."
    )
    page.section("2. The whole block")
    page.pass("clip.", towerLayers(Self.textParts))
    page.section("3. One row becomes an arrow")
    page.formula(
      #"y_{n,i} = \sum_{m=0}^{7} \mathrm{t\_out}_{n,\,\mathrm{end}(n),\,m}\;\mathrm{Ptext}_{m,i} \qquad |y_n| = \sqrt{\sum_i y_{n,i}^2} \qquad T_{n,i} = \frac{y_{n,i}}{|y_n|}"#
    )
    page.text(
      "The row at [EOS] alone is projected to \(joint) numbers, and divided by its length; only the direction is left. (A row of zeros has no direction. So that nothing is divided by 0, no length counts as less than `least`, 10⁻¹².)"
    )
    page.entry(grid("clip.text.joint")[n, 1])
    page.lines([
      grid("clip.text.square")[n], grid("clip.text.length")[n], grid("clip.text.unit")[n, 1],
    ])
    page.table(grid("clip.text.unit"))
    page.everyEntry(
      of: ["text.joint", "text.square", "text.length", "text.unit"].map { grid("clip.\($0)") })
    page.foldedParameters(block, "clip.ln_final", "clip.text_projection")
    page.section("Two outputs, two uses")
    var table = Table(["", "the arrow `T`", "the outputs `t_out`", "`words`"], left: [0, 1, 2, 3])
    table.add(["of each caption", "one row", "one row per token", "one row per token"])
    table.add([
      "shape here", Page.shape(grid("clip.text.unit")), Page.shape(grid("clip.ln_final")),
      Page.shape(grid("clip.text.embedding")),
    ])
    table.add([
      "knows", "the whole caption", "itself and what stands before", "itself and its place",
    ])
    table.add([
      "good for", "comparing: is this text about this picture?",
      "reading: what is asked for, in context", "reading: what is asked for, word by word",
    ])
    page.text(table.markdown)
    page.text(
      "Large systems let their painters read `t_out`, some of them the arrow as well. What ours can read: \(page.link("tiny"))."
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
        "None: [EOS] does not look at what comes after it, and nothing else is read."
      )
    ])
    page.keep("The last token has seen the sentence; its row becomes the sentence's arrow.")
  }

  /// The parameters of a tower's block, for the table at a page's head.
  func blockRows(_ block: String) -> [Inventory] {
    [
      .parameters("the first norm's", "\(block).ln_1"),
      .parameters("`Wqkv`, `bqkv`", "\(block).attn.in_proj"),
      .parameters("`Wo`, `bo`", "\(block).attn.out_proj"),
      .parameters("the second norm's", "\(block).ln_2"),
      .parameters("`Wh`, `bh`", "\(block).mlp.c_fc"),
      .parameters("`Wc`, `bc`", "\(block).mlp.c_proj"),
    ]
  }
}
