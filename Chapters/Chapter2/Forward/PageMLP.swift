import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func mlp(_ page: Page) {
    let (norm, hidden) = ("blocks.0.norm2", model.configuration.hidden)
    page.inventory([
      .input("`z1`, the tokens after attention", "blocks.0.residual1", from: "attention"),
      .input("`c`, the condition", "time_embed.mlp.2", from: "time"),
      .parameters("`Wm2`, `bm2`", "\(norm).proj"),
      .parameters("`Wh`, `bh`", "blocks.0.mlp.0"),
      .parameters("`Wc`, `bc`", "blocks.0.mlp.3"),
      .output("`z2`, the tokens after the block", "blocks.0.residual2"),
    ])
    page.section("Why")
    page.text(
      """
      Attention moved information between patches; the MLP works inside each. It is chapter 0's feed-forward layer
      ([detectors](chapter0/hidden), [changes](chapter0/change)): \(featureCount) features become \(hidden) detectors, GELU
      silences those that find nothing, and a second linear layer turns what was found into a change of the \(featureCount)
      features. Before it stands the second adaptive norm, with scales and shifts of its own from the same condition `c`.
      """)
    page.section("1. The second adaptive norm: `norm2`")
    page.adaptiveNormFormula(norm, of: "blocks.0.residual1", condition: "time_embed.mlp.2")
    page.adaptiveNormEntry(norm, worked: [1, 3])
    page.adaptiveNormTables(norm, of: "blocks.0.residual1")
    page.section("2. Detectors: `hidden`")
    page.linear("blocks.0.mlp.0", of: norm, worked: [1, 5])
    page.section("3. GELU: `active`")
    page.formula(.gelu)
    page.activation("blocks.0.mlp.1", worked: grid("blocks.0.mlp.1")[1, 5])
    page.section("4. What changes: `change`")
    page.linear("blocks.0.mlp.3", of: "blocks.0.mlp.1", worked: [1, 3])
    page.section("5. The residual: `z2`")
    page.lines([grid("blocks.0.residual2")[1, 3]])
    page.heatMap(
      [grid("blocks.0.residual1"), grid("blocks.0.mlp.3"), grid("blocks.0.residual2")],
      rows: Self.patchLabels, alt: "z1, what the MLP adds, and z2")
    page.table(grid("blocks.0.residual2"))
    page.everyEntry(of: grid("blocks.0.residual2"))
    page.foldedParameters("blocks.0.mlp.0", "blocks.0.mlp.3")
    page.section("By hand and in the core")
    page.excerpt("ByHand.ditBlock", says: "The whole block by hand")
    page.excerpt("DiTBlock.forward", says: "And in the core")
    page.check(
      Page.adaptiveNormSteps(norm)
        + ["mlp.0", "mlp.1", "mlp.3", "residual2"].map { "blocks.0.\($0)" })
    let silent = grid("blocks.0.mlp.0").values.filter { $0 < 0 }.count
    page.checkYourself([
      (
        "How many of the \(4 * hidden) detectors are below 0 before GELU?",
        "\(silent). GELU leaves them between \(grid("blocks.0.mlp.1").values.filter { $0 < 0 }.min()?.shown ?? "0") and 0."
      )
    ])
    page.keep("A block: look around, then think, and be given the time before each.")
  }
}
