import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func attention(_ page: Page) {
    let name = "blocks.0.attn"
    let qkv = grid("\(name).in_proj")
    page.inventory([
      .input("`norm1`, the tokens after the norm", "blocks.0.norm1", from: "ada-ln"),
      .input("`z0`, the tokens", "tokens", from: "positions"),
      .parameters("`Wqkv`, `bqkv`", "\(name).in_proj"),
      .parameters("`Wo`, `bo`", "\(name).out_proj"),
      .output("`w`, the attention weights", "\(name).weights"),
      .output("`z1`, the tokens with what they found", "blocks.0.residual1"),
    ])
    page.section("Why")
    page.text(
      """
      Now the patches look at each other. It is the attention of chapter 0
      ([queries, keys, values](chapter0/qkv), [scores and softmax](chapter0/attention),
      [averages](chapter0/heads)), with two differences. *No mask*: a picture has no order in which it is read,
      so every patch may look at every other. And *one matrix* makes queries, keys and values at once, as PyTorch's
      `MultiheadAttention` does: rows 0 to \(featureCount - 1) of `Wqkv` make queries, rows \(featureCount) to \(2 * featureCount - 1) keys, and the rest values.
      """)
    page.section("1. Queries, keys and values: `qkv`")
    page.linear("\(name).in_proj", of: "blocks.0.norm1", worked: [1, 3])
    page.heatMap(
      [qkv], worked: qkv[1, 3], rows: Self.patchLabels,
      alt: "qkv: columns 0 to 7 are queries, 8 to 15 keys, 16 to 23 values")
    page.section("2. Scores")
    page.text(
      "$`h`$ is the head, $`i`$ the patch that asks, $`j`$ the one that is looked at. Head $`h`$ owns \(headSize) features of each."
    )
    page.attentionScores(
      name, "\(name).in_proj", "\(name).in_proj", keysFrom: featureCount, worked: [1, 0, 3])
    page.section("3. Scaling")
    page.attentionScaling(name, worked: [1, 0, 3])
    page.section("4. Softmax: `w`")
    page.formula(
      #"w_{h,i,j} = \frac{e^{\mathrm{scaled}_{h,i,j}}}{\sum_{m=0}^{3} e^{\mathrm{scaled}_{h,i,m}}}"#
    )
    page.lines([grid("\(name).weights")[1, 0, 3]])
    page.heatMap(
      [grid("\(name).weights")], sharesScale: true, rows: Self.patchLabels,
      columns: Self.patchLabels,
      alt: "Attention weights of both heads: each row adds up to 1")
    page.table(grid("\(name).weights"))
    page.everyEntry(of: grid("\(name).weights"))
    page.section("5. Averages: `heads`")
    page.attentionAverages(
      name, "\(name).in_proj", valuesFrom: 2 * featureCount,
      sees: "j=0,…,3".replacing("…", with: #"\dots"#),
      worked: [1, 3])
    page.section("6. Mixing, and the residual: `z1`")
    page.linear("\(name).out_proj", of: "\(name).heads", worked: [1, 3])
    page.lines([grid("blocks.0.residual1")[1, 3]])
    page.heatMap(
      [grid("tokens"), grid("\(name).out_proj"), grid("blocks.0.residual1")],
      rows: Self.patchLabels,
      alt: "z0, what attention adds, and z1")
    page.table(grid("blocks.0.residual1"))
    page.everyEntry(of: grid("blocks.0.residual1"))
    page.foldedParameters("\(name).in_proj", "\(name).out_proj")
    page.section("By hand and in the core")
    page.excerpt("ByHand.selfAttention", says: "By hand")
    page.excerpt("SelfAttention.forward", says: "In the core")
    page.check(
      ["in_proj", "scores", "scaled", "weights", "heads", "out_proj"].map { "\(name).\($0)" }
        + ["blocks.0.residual1"])
    let rows = grid("\(name).weights")
    let most =
      (0..<2 * 4).max { a, b in
        peak(rows, a).value < peak(rows, b).value
      } ?? 0
    page.checkYourself([
      (
        "Which patch is surest of where to look, and how much of its attention goes there?",
        "Head \(most / 4), the \(Self.patchLabels[most % 4]) one: \(peak(rows, most).value.shown) of it goes to the \(Self.patchLabels[peak(rows, most).place]). An even look would be 0.25."
      ),
      (
        "How many scores would there be with 1×1 patches?",
        "\(model.configuration.heads) heads × 16 × 16 = \(model.configuration.heads * 256), instead of \(rows.count)."
      ),
    ])
    page.keep("Without a mask every patch sees the whole picture, in the first block already.")
  }

  /// The largest weight of one row (of both heads' eight), and where it is.
  private func peak(_ weights: Grid, _ row: Int) -> (value: Double, place: Int) {
    let values = weights.row(row / 4, row % 4).map(\.value)
    let place = values.indices.max { values[$0] < values[$1] } ?? 0
    return (values[place], place)
  }
}
