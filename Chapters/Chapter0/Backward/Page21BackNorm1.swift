import Walkthrough

extension Story {
  func backNorm1() {
    let page = book.page("back-norm1", "Back through norm 1", Self.names())
    page.trail(Self.backwardTrail, at: "norm 1")
    page.inventory([
      ("in", "`∂L/∂norm1`", rowShape, book.link("back-qkv")),
      ("in", "`∂L/∂x1`", rowShape, book.link("back-norm2")),
      ("out", "`∂L/∂γ1`, `∂L/∂β1`", "16 and 16", "this page"),
      ("out", "`∂L/∂x0`, complete", rowShape, "this page"),
    ])
    page.section("Why")
    page.text(
      "The same as for norm 2: the three roads through the norm (\(book.link("back-ln-f")) derives them), and the residual's copy of `∂L/∂x1`."
    )
    normBack(page, "blocks.0.norm1", input: "embedding", gamma: "γ1", beta: "β1")
    page.check(normGradients("blocks.0.norm1") + ["grad.embedding"])
    page.keep(
      "From the loss to the embeddings there is one road without a single multiplication after the final norm: the residuals."
    )
  }
}
