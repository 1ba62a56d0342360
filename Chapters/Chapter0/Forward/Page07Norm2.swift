import Walkthrough

extension Story {
  func norm2() {
    let page = book.page("norm2", "Layer norm 2", Self.names())
    page.trail(Self.forwardTrail, at: "norm 2")
    page.inventory([
      ("in", "`x1`", rowShape, book.link("heads")),
      parameters("`γ2`, `β2`", "blocks.0.norm2.weight", "blocks.0.norm2.bias"),
      ("out", "`norm2`", "\(rowShape): **\(grid("blocks.0.norm2").count) numbers**", "this page"),
    ])
    page.section("Why")
    page.text(
      """
      The row has been added to, so it is normalized anew before the next layer, with its own scale and
      shift. Note what is *not* normalized: `x1` itself goes on, past the norm, to the next residual. Norms
      that stand before each layer and leave the main road alone (*pre-norm*) make deep transformers
      trainable.
      """)
    normBody(page, "blocks.0.norm2", input: "blocks.0.residual1", gamma: "γ2", beta: "β2")
    page.section("In the core")
    page.excerpt("LayerNorm.forward", says: "The layer around the shared normalization")
    page.check(normParts("blocks.0.norm2"))
    page.keep("The main road stays as it is; each layer reads a normalized copy.")
  }
}
