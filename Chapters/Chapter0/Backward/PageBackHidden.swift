import Walkthrough

extension Chapter0Story {
  func backHidden(_ page: Page) {
    let (hidden, weight) = (grid("blocks.0.ffn.linear1"), grid("blocks.0.ffn.linear1.weight"))
    page.inventory([
      .input("`∂L/∂active`", "grad.blocks.0.ffn.gelu", from: "back-change"),
      .output("`∂L/∂W1`", "grad.blocks.0.ffn.linear1.weight"),
      .output("`∂L/∂b1`", "grad.blocks.0.ffn.linear1.bias"),
      .output("`∂L/∂norm2`", "grad.blocks.0.norm2"),
      .use("`hidden` of the way forward", "blocks.0.ffn.linear1", from: "hidden"),
      .use("`norm2` of the way forward", "blocks.0.norm2", from: "norm2"),
    ])
    page.text(
      "**New here:** the slope of GELU. The linear layer goes back as on \(page.link("back-logits"))."
    )
    page.section("GELU's derivative")
    page.text(
      "Φ is the bell curve's area; its derivative is the curve φ itself. The product rule gives")
    page.slopeFormula(.gelu)
    page.text("Far right it is 1, far left 0; left of about −0.752 it is even negative.")
    page.heatMap(
      [gradient("blocks.0.ffn.gelu"), gradient("blocks.0.ffn.linear1")],
      alt: "Gradients after and before GELU")
    page.activationGradients(of: "blocks.0.ffn.linear1", worked: hidden[last, 5])
    page.section("linear1")
    page.linearGradientFormula("blocks.0.ffn.linear1", of: "blocks.0.norm2")
    page.gradientEntry(weight[5, 3])
    page.text("And one input, which all \(hiddenCount) detectors used:")
    page.gradientEntry(grid("blocks.0.norm2")[last, 3])
    page.heatMap([gradient("blocks.0.ffn.linear1.weight")], alt: "The gradient of W1 as a heat map")
    page.table(gradient("blocks.0.norm2"))
    page.parameterGradients("blocks.0.ffn.linear1", isLong: true)
    page.everyGradientInNumbers(of: [grid("blocks.0.norm2")])
    page.section("In the core")
    page.excerpt("GELU", says: "GELU′")
    page.check([
      "grad.blocks.0.ffn.linear1", "grad.blocks.0.ffn.linear1.weight",
      "grad.blocks.0.ffn.linear1.bias", "grad.blocks.0.norm2",
    ])
    page.checkYourself([
      (
        "For how many of the \(hidden.count) numbers is GELU's slope negative?",
        "For \(hidden.values.filter { $0 < -0.7518 }.count): those below −0.752. There, raising `hidden` lowers `active`."
      )
    ])
    page.keep("An activation's slope decides how much of the gradient a detector lets back.")
  }
}
