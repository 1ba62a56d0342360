import Walkthrough

extension Story {
  func backHidden() {
    let page = book.page("back-hidden", "Back through GELU and linear1", Self.names())
    let (hidden, weight) = (grid("blocks.0.ffn.linear1"), grid("blocks.0.ffn.linear1.weight"))
    page.trail(Self.backwardTrail, at: "hidden")
    page.inventory([
      ("in", "`∂L/∂active`", "\(places)×64", book.link("back-change")),
      ("out", "`∂L/∂W1`, `∂L/∂b1`", "**1,088 numbers**", "this page"),
      ("out", "`∂L/∂norm2`", rowShape, "this page"),
      ("also in use", "`hidden` and `norm2` of the way forward", "", book.link("hidden")),
    ])
    page.section("GELU's derivative")
    page.text(
      "GELU(x) = x·Φ(x). The derivative of Φ is the bell curve itself, $`\\varphi(x) = e^{-x^2/2} / \\sqrt{2\\pi}`$, so the product rule gives"
    )
    page.formula(#"\mathrm{GELU}'(x) = \Phi(x) + x\,\varphi(x)"#)
    page.text("Far right it is 1, far left 0; a little left of 0 it is even negative.")
    page.gradientEntry(hidden[last, 5])
    page.heatMap(
      [gradient("blocks.0.ffn.gelu"), gradient("blocks.0.ffn.linear1")],
      alt: "Gradients after and before GELU")
    page.table(gradient("blocks.0.ffn.linear1"))
    page.everyGradient(of: hidden)
    page.section("linear1")
    page.formula(
      #"\frac{\partial L}{\partial W1_{j,m}} = \sum_i \frac{\partial L}{\partial\, \mathrm{hidden}_{i,j}}\; \mathrm{norm2}_{i,m} \qquad \frac{\partial L}{\partial b1_j} = \sum_i \frac{\partial L}{\partial\, \mathrm{hidden}_{i,j}} \qquad \frac{\partial L}{\partial\, \mathrm{norm2}_{i,m}} = \sum_{j=0}^{63} \frac{\partial L}{\partial\, \mathrm{hidden}_{i,j}}\; W1_{j,m}"#
    )
    page.gradientEntry(weight[5, 3])
    page.text("And one input, which all 64 detectors used:")
    page.gradientEntry(grid("blocks.0.norm2")[last, 3])
    page.heatMap([gradient("blocks.0.ffn.linear1.weight")], alt: "The gradient of W1 as a heat map")
    page.table(gradient("blocks.0.norm2"))
    page.table(gradient("blocks.0.ffn.linear1.bias"))
    page.foldedTables("All of ∂L/∂W1", [gradient("blocks.0.ffn.linear1.weight")])
    page.everyGradientInNumbers(of: weight, grid("blocks.0.ffn.linear1.bias"))
    page.everyGradientInNumbers(of: grid("blocks.0.norm2"))
    page.section("In the core")
    page.excerpt("GELU", says: "GELU′")
    page.check([
      "grad.blocks.0.ffn.linear1", "grad.blocks.0.ffn.linear1.weight",
      "grad.blocks.0.ffn.linear1.bias", "grad.blocks.0.norm2",
    ])
    page.keep("An activation's slope decides how much of the gradient a detector lets back.")
  }
}
