import Walkthrough

extension Story {
  func backNorm2() {
    let page = book.page(
      "back-norm2", "Back through norm 2: the residual's two paths", Self.names())
    page.trail(Self.backwardTrail, at: "norm 2")
    page.inventory([
      ("in", "`∂L/∂norm2`", rowShape, book.link("back-hidden")),
      ("in", "`∂L/∂x2`", rowShape, book.link("back-ln-f")),
      ("out", "`∂L/∂γ2`, `∂L/∂β2`", "16 and 16", "this page"),
      ("out", "`∂L/∂x1`, complete", rowShape, "this page"),
    ])
    page.section("Why")
    page.text(
      """
      `x1` was used twice: the norm read it (and with it the whole feed-forward layer), and the residual
      added it to `x2`. So its gradient has two parts: what comes back through norm 2, by the three roads
      of \(book.link("back-ln-f")), and `∂L/∂x2` itself, unchanged. In the table of the input below, the
      last term is the residual's: its user is `x2`, and its factor is 1.
      """)
    page.formula(
      #"\frac{\partial L}{\partial x1} = \underbrace{\frac{\partial L}{\partial x2}}_{\text{past the layer}} + \underbrace{\text{through norm 2}}_{\text{through the layer}}"#
    )
    normBack(page, "blocks.0.norm2", input: "blocks.0.residual1", gamma: "γ2", beta: "β2")
    page.section("In the core")
    page.excerpt(
      "TransformerBlock.backward", says: "The block's way back; each residual is a plus sign")
    page.check(normGradients("blocks.0.norm2") + ["grad.blocks.0.residual1"])
    page.keep("Added forward, copied backward: that is the whole secret of residual connections.")
  }
}
