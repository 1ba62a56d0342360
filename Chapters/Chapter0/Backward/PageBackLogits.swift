import Walkthrough

extension Chapter0Story {
  func backLogits(_ page: Page) {
    let weight = grid("output_proj.weight")
    page.inventory([
      .input("`∂L/∂logits`", "grad.output_proj", from: "back-loss"),
      .output("`∂L/∂Wout`", "grad.output_proj.weight"),
      .output("`∂L/∂ln_f`", "grad.ln_f"),
      .use("`ln_f`, as it was on the way forward", "ln_f", from: "logits"),
    ])
    page.section("The derivation")
    page.text(
      "`logits[i,j]` is a sum of products `ln_f[i,m]·Wout[j,m]`. The derivative of a product with respect to one factor is the other factor. `Wout[j,m]` was used once for each place i; `ln_f[i,m]` once for each token j:"
    )
    page.linearGradientFormula("output_proj", of: "ln_f")
    page.text(
      "As matrices: dW = dYᵀ X, with the shapes \(Page.shape(weight)) = (\(tokenCount)×\(places))·(\(places)×\(featureCount)), and dX = dY W, with \(places)×\(featureCount) = (\(places)×\(tokenCount))·(\(Page.shape(weight))). Every linear layer of this chapter goes back like this."
    )
    page.section("One entry of each, in full")
    page.gradientEntry(grid("output_proj.weight")[chapter.targets[last], 3])
    page.gradientEntry(grid("ln_f")[last, 3])
    page.section("All of it")
    page.heatMap(
      [gradient("output_proj.weight"), gradient("ln_f")],
      alt: "The gradients of Wout and of ln_f as heat maps")
    page.parameterGradients("output_proj")
    page.table(gradient("ln_f"))
    page.everyGradient(of: grid("ln_f"))
    page.section("In the core")
    page.excerpt("Linear.backward", says: "Both matrix products")
    page.check(["grad.output_proj.weight", "grad.ln_f"])
    let sizes = (0..<tokenCount).map { row in
      gradient("output_proj.weight").row(row).reduce(0) { $0 + $1.value.magnitude }
    }
    let largest = sizes.indices.max { sizes[$0] < sizes[$1] } ?? 0
    page.checkYourself([
      (
        "Which row of `∂L/∂Wout` is largest?",
        "That of `\(token(largest))`: the sum of the sizes of its entries is \(sizes[largest].shown)."
      )
    ])
    page.keep("A weight's gradient: what came in times what was wrong, summed over the places.")
  }
}
