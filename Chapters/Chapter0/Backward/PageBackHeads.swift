import Walkthrough

extension Chapter0Story {
  func backHeads(_ page: Page) {
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    page.inventory([
      .input("`∂L/∂x1`", "grad.blocks.0.residual1", from: "back-norm2"),
      .output("`∂L/∂Wo`", "grad.\(part("W_o.weight"))"),
      .output("`∂L/∂bo`", "grad.\(part("W_o.bias"))"),
      .output("`∂L/∂w`, of the attention weights", "grad.\(part("weights"))"),
      .output("`∂L/∂v`", "grad.\(part("W_v"))"),
    ])
    page.text(
      "**New here:** an average has two factors, its weights and its values, and both get gradients. The mixing layer is a linear layer, as on \(page.link("back-logits"))."
    )
    page.section("1. The mixing layer")
    page.text(
      "`x1 = x0 + mixed`: one copy of the gradient goes on to `x0`, the other into `mixed`. Then, as for every linear layer:"
    )
    page.linearGradientFormula(part("W_o"), of: part("heads"))
    page.gradientEntry(grid(part("W_o.weight"))[3, 5])
    page.gradientEntry(grid(part("heads"))[last, 3])
    page.heatMap(
      [gradient(part("W_o.weight")), gradient(part("heads"))],
      alt: "The gradients of Wo and of the heads as heat maps")
    page.everyGradient(of: grid(part("W_o")))
    page.parameterGradients(part("W_o"), isLong: true)
    page.table(gradient(part("heads")))
    page.everyGradient(of: grid(part("heads")))
    page.section("2. The averages: two factors, two gradients")
    page.text(
      "`heads` are sums of products of weights and values. A weight was used for all features of its head; a value by every token from its own place on:"
    )
    page.attentionAverageGradients(
      "blocks.0.attention", part("W_v"), seenBy: #"i \ge j"#, worked: [1, last, 0], [0, 3])
    page.table(gradient(part("weights")))
    page.text("What the mask set to 0 was never used, so its gradient is 0.")
    page.table(gradient(part("W_v")))
    page.everyGradient(of: grid(part("weights")))
    page.everyGradient(of: grid(part("W_v")))
    page.section("In the core")
    page.excerpt("Attention.backward", says: "`dv` and `dw` are its first two products")
    page.check(
      ["W_o", "W_o.weight", "W_o.bias", "heads", "weights", "W_v"].map { "grad." + part($0) })
    page.checkYourself([
      (
        "Whose values get the gradient with the most terms?",
        "The first token's: all \(places) tokens can see it. The last token's values were used by itself alone."
      )
    ])
    page.keep(
      "The first token's values were used by everybody, so everybody sends them a gradient.")
  }
}
