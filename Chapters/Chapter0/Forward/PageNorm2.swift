import Walkthrough

extension Chapter0Story {
  func norm2(_ page: Page) {
    page.inventory([
      .input("`x1`", "blocks.0.residual1", from: "heads"),
      .parameters("`γ2`, `β2`", "blocks.0.norm2"),
      .output("`norm2`", "blocks.0.norm2"),
    ])
    page.section("Why")
    page.text(
      """
      The row has been added to, so it is normalized anew before the next layer, with its own scale and
      shift. Note what is *not* normalized: `x1` itself goes on, past the norm, to the next residual. Norms
      that stand before each layer and leave the main road alone (*pre-norm*) make deep transformers
      trainable.
      """)
    page.section("The formula")
    page.norm("blocks.0.norm2", of: "blocks.0.residual1", .layer, worked: [last, 3])
    withoutIt(page, "norm 2")
    page.section("In the core")
    page.excerpt("LayerNorm.forward", says: "The layer around the shared normalization")
    page.check(prefix: "blocks.0.norm2")
    let row = grid("blocks.0.norm2.normalized").row(last).map(\.value)
    let rowMean = row.reduce(0, +) / Double(row.count)
    let rowSquare = row.reduce(0) { $0 + $1 * $1 } / Double(row.count)
    page.checkYourself([
      (
        "What is the mean of a row of `normalized`, and its mean square?",
        "0, and a little less than 1 because of ε. Row \(last): mean \(rowMean.shown), mean square \(rowSquare.shown)."
      )
    ])
    page.keep("The main road stays as it is; each layer reads a normalized copy.")
  }
}
