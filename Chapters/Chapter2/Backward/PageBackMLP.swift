import ByHand
import Numerics
import Walkthrough

extension Chapter2Story {
  func backMLP(_ page: Page) {
    page.inventory([
      .input("`∂L/∂z2`", "grad.blocks.0.residual2", from: "back-prediction"),
      .output("`∂L/∂Wc`, `∂L/∂Wh`", "grad.blocks.0.mlp.3.weight", "grad.blocks.0.mlp.0.weight"),
      .output(
        "`∂L/∂Wm2`, `∂L/∂bm2`", "grad.blocks.0.norm2.proj.weight", "grad.blocks.0.norm2.proj.bias"),
      .output("`∂L/∂z1`, complete", "grad.blocks.0.residual1"),
    ])
    page.section("Why")
    page.text(
      "`z2 = z1 + change`: one copy of the gradient goes straight to `z1`, the other back through the MLP and the second adaptive norm. There it parts once more: through scale and shift to the time, and through the norm to `z1`."
    )
    page.section("1. `change` and the detectors")
    page.linearGradientFormula("blocks.0.mlp.3", of: "blocks.0.mlp.1")
    page.gradientEntry(grid("blocks.0.mlp.3.weight")[3, 5])
    page.gradientEntry(grid("blocks.0.mlp.1")[1, 5])
    page.everyGradient(of: grid("blocks.0.mlp.3"))
    page.parameterGradients("blocks.0.mlp.3", isLong: true)
    page.table(gradient("blocks.0.mlp.1"))
    page.everyGradient(of: grid("blocks.0.mlp.1"))
    page.section("2. GELU")
    page.slopeFormula(.gelu)
    page.activationGradients(of: "blocks.0.mlp.0", worked: grid("blocks.0.mlp.0")[1, 5])
    page.section("3. `hidden`")
    page.linearGradientFormula("blocks.0.mlp.0", of: "blocks.0.norm2")
    page.gradientEntry(grid("blocks.0.mlp.0.weight")[5, 3])
    page.gradientEntry(grid("blocks.0.norm2")[1, 3])
    page.parameterGradients("blocks.0.mlp.0", isLong: true)
    page.table(gradient("blocks.0.norm2"))
    page.everyGradient(of: grid("blocks.0.norm2"))
    page.section("4. The adaptive norm")
    page.adaptiveNormGradients("blocks.0.norm2", of: "blocks.0.residual1", worked: [1, 3])
    page.section("In the core")
    page.excerpt("AdaptiveLayerNorm.backward", says: "Back through an adaptive norm")
    page.check(
      ["mlp.3", "mlp.3.weight", "mlp.3.bias", "mlp.1", "mlp.0", "mlp.0.weight", "mlp.0.bias"].map {
        "grad.blocks.0.\($0)"
      } + Page.adaptiveNormGradientNames("blocks.0.norm2") + ["grad.blocks.0.residual1"])
    let scalar = grid("blocks.0.residual1")[1, 3]
    page.checkYourself([
      (
        "How many terms does the gradient of `z1[1,3]` have, and where do they come from?",
        "\(run.trace.terms(of: scalar.id).count): from its own `centered`, from the mean of its row, and from the residual sum `z2`."
      )
    ])
    page.keep("The time comes in through products, so it learns from every feature of every patch.")
  }
}
