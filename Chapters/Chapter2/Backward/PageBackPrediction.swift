import ByHand
import Numerics
import Walkthrough

extension Chapter2Story {
  func backPrediction(_ page: Page) {
    let (error, v) = (grid("error"), grid("final_proj"))
    page.inventory([
      .use("`error`", "error", from: "loss"),
      .output("`∂L/∂v̂`", "grad.final_proj"),
      .output("`∂L/∂Wv`, `∂L/∂bv`", "grad.final_proj.weight", "grad.final_proj.bias"),
      .output("`∂L/∂γ`, `∂L/∂β`", "grad.final_norm.weight", "grad.final_norm.bias"),
      .output("`∂L/∂z2`", "grad.blocks.0.residual2"),
    ])
    page.section("Why")
    page.text(
      """
      Backward from the loss, as in [chapter 1](chapter1/back-loss): a number's gradient is the sum, over all its uses, of
      the user's gradient × how much the user changes per unit of it. Linear layers, norms, GELU and attention have been
      worked in chapter 0; their sums stand here again with this chapter's numbers, every term printed.
      """)
    page.section("1. From the loss to `v̂`")
    page.formula(
      #"\frac{\partial L}{\partial\,\mathrm{error}_{0,r,q}} = \frac{2}{16}\,\mathrm{error}_{0,r,q} \qquad \frac{\partial L}{\partial \hat v} = \frac{\partial L}{\partial\,\mathrm{error}}"#
    )
    page.gradientEntry(error[0, 1, 2])
    page.gradientEntry(v[1, 2])
    page.text(
      "The error is a picture, `v̂` has a row for each patch: the gradient, too, only changes its place."
    )
    page.heatMap(
      [gradient("error"), gradient("final_proj")], sharesScale: true,
      alt: "The gradient of the error as a picture, and of the prediction in rows")
    page.table(gradient("final_proj"))
    page.everyGradient(of: error, v, grid("velocity"))
    page.section("2. The projection")
    page.linearGradientFormula("final_proj", of: "final_norm")
    page.gradientEntry(grid("final_proj.weight")[2, 3])
    page.gradientEntry(grid("final_norm")[1, 3])
    page.parameterGradients("final_proj", isLong: true)
    page.table(gradient("final_norm"))
    page.everyGradient(of: grid("final_norm"))
    page.section("3. The final norm")
    page.text(
      "Three roads lead through a norm; [chapter 0](chapter0/back-ln-f) derives them."
    )
    page.normGradients("final_norm", of: "blocks.0.residual2", worked: [1, 3], channel: 3)
    page.section("In the core")
    page.excerpt("DiT.backward", says: "The whole way back")
    page.check(
      [
        "grad.loss", "grad.error", "grad.velocity", "grad.final_proj", "grad.final_proj.weight",
        "grad.final_proj.bias",
      ]
        + Page.normGradientNames("final_norm") + ["grad.blocks.0.residual2"])
    page.checkYourself([
      (
        "Over what does `∂L/∂bv[2]` sum?",
        "Over the four patches: each used this bias for its pixel in place 2. `bv[2]` gets \(gradient("final_proj.bias")[2].value.shown)."
      )
    ])
    page.keep("All patches share the projection, so its gradient is a sum over patches.")
  }
}
