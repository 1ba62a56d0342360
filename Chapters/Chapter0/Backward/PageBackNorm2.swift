import Numerics
import Walkthrough

extension Chapter0Story {
  func backNorm2(_ page: Page) {
    page.inventory([
      .input("`∂L/∂norm2`", "grad.blocks.0.norm2", from: "back-hidden"),
      .input("`∂L/∂x2`", "grad.blocks.0.residual2", from: "back-ln-f"),
      .output("`∂L/∂γ2`, `∂L/∂β2`", "grad.blocks.0.norm2.weight", "grad.blocks.0.norm2.bias"),
      .output("`∂L/∂x1`, complete", "grad.blocks.0.residual1"),
    ])
    page.section("Why")
    page.text(
      """
      `x1` was used twice: the norm read it (and with it the whole feed-forward layer), and the residual
      added it to `x2`. So its gradient has two parts: what comes back through norm 2, by the three roads
      of \(page.link("back-ln-f")), and `∂L/∂x2` itself, unchanged. In the table of the input below, the
      last term is the residual's: its user is `x2`, and its factor is 1.
      """)
    page.formula(
      #"\frac{\partial L}{\partial x1} = \underbrace{\frac{\partial L}{\partial x2}}_{\text{past the layer}} + \underbrace{\text{through norm 2}}_{\text{through the layer}}"#
    )
    normBack(page, "blocks.0.norm2", of: "blocks.0.residual1")
    page.section("In the core")
    page.excerpt(
      "TransformerBlock.backward", says: "The block's way back; each residual is a plus sign")
    page.check(Page.normGradientNames("blocks.0.norm2") + ["grad.blocks.0.residual1"])
    let past = gradient("blocks.0.residual2")[last, 3].value
    page.checkYourself([
      (
        "Which of the two paths brings the larger gradient to `x1[\(last),3]`?",
        "Past the layer: \(past.shown). Through it: \((gradient("blocks.0.residual1")[last, 3].value - past).shown)."
      )
    ])
    page.keep("Added forward, copied backward: that is the whole secret of residual connections.")
  }
}
