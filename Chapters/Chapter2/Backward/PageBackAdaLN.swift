import ByHand
import Numerics
import Walkthrough

extension Chapter2Story {
  func backAdaLN(_ page: Page) {
    let norm = "blocks.0.norm1"
    page.inventory([
      .input("`∂L/∂norm1`", "grad.\(norm)", from: "back-attention"),
      .input("`∂L/∂z1`", "grad.blocks.0.residual1", from: "back-mlp"),
      .output("`∂L/∂mod1`, of scales and shifts", "grad.\(norm).proj"),
      .output("`∂L/∂Wm1`, `∂L/∂bm1`", "grad.\(norm).proj.weight", "grad.\(norm).proj.bias"),
      .output("`∂L/∂z0`, complete", "grad.tokens"),
    ])
    page.section("Why")
    page.text(
      "The norm made `norm1` from the tokens and from the time. Its gradient goes back to both, and the tokens get the residual's copy of `∂L/∂z1` besides."
    )
    page.section("The formula")
    page.formula(
      #"\frac{\partial L}{\partial\,\mathrm{gain1}_j} = \sum_{i=0}^{3} \frac{\partial L}{\partial\,\mathrm{norm1}_{i,j}}\;\mathrm{normalized}_{i,j} \qquad \frac{\partial L}{\partial\,\mathrm{shift}_j} = \sum_{i=0}^{3} \frac{\partial L}{\partial\,\mathrm{norm1}_{i,j}} \qquad \frac{\partial L}{\partial\,\mathrm{normalized}_{i,j}} = \frac{\partial L}{\partial\,\mathrm{norm1}_{i,j}}\;\mathrm{gain1}_j"#
    )
    page.adaptiveNormGradients(norm, of: "tokens", worked: [1, 3])
    page.section("In the core")
    page.excerpt("AdaptiveLayerNorm.backward", says: "The same at once")
    page.check(Page.adaptiveNormGradientNames(norm) + ["grad.tokens"])
    page.checkYourself([
      (
        "A row of `normalized` adds up to 0. Why is the gradient of a scale not 0 all the same?",
        "It is a sum over the patches, not over the features, and each patch counts with its own gradient."
      )
    ])
    page.keep(
      "A scale learns from how its feature stands in all patches; a shift from what all patches want."
    )
  }
}
