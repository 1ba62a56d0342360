import Numerics
import Walkthrough

extension Chapter0Story {
  func backChange(_ page: Page) {
    let (weight, active) = (grid("blocks.0.ffn.linear2.weight"), grid("blocks.0.ffn.gelu"))
    page.inventory([
      .input("`∂L/∂x2`", "grad.blocks.0.residual2", from: "back-ln-f"),
      .output("`∂L/∂W2`", "grad.blocks.0.ffn.linear2.weight"),
      .output("`∂L/∂b2`", "grad.blocks.0.ffn.linear2.bias"),
      .output("`∂L/∂active`", "grad.blocks.0.ffn.gelu"),
      .use("`active`, as it was on the way forward", "blocks.0.ffn.gelu", from: "hidden"),
    ])
    page.text(
      "**New here:** how a residual hands its gradient on. The linear layer goes back as on \(page.link("back-logits"))."
    )
    page.section("The residual")
    page.text(
      "`x2 = x1 + change`: a sum hands its gradient to both terms unchanged. One copy goes straight on to `x1` (\(page.link("back-norm2"))), the other into the feed-forward layer: `∂L/∂change = ∂L/∂x2`."
    )
    page.section("The derivation")
    page.linearGradientFormula("blocks.0.ffn.linear2", of: "blocks.0.ffn.gelu")
    page.section("One entry of each, in full")
    page.gradientEntry(weight[3, 5])
    page.gradientEntry(active[last, 5])
    page.section("All of it")
    page.heatMap(
      [gradient("blocks.0.ffn.linear2"), gradient("blocks.0.ffn.linear2.weight")],
      alt: "The gradients of the change and of W2")
    page.everyGradient(of: grid("blocks.0.ffn.linear2"))
    page.parameterGradients("blocks.0.ffn.linear2", isLong: true)
    page.table(gradient("blocks.0.ffn.gelu"))
    page.everyGradientInNumbers(of: [active])
    page.check(
      ["linear2", "linear2.weight", "linear2.bias", "gelu"].map { "grad.blocks.0.ffn.\($0)" })
    let order = (0..<hiddenCount).map { m in
      (m, (0..<places).reduce(0) { $0 + active[$1, m].value.magnitude })
    }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    func size(_ detectors: some Sequence<Int>) -> Double {
      let sizes = detectors.flatMap { m in
        (0..<featureCount).map { gradient(weight.name)[$0, m].value.magnitude }
      }
      return sizes.reduce(0, +) / Double(sizes.count)
    }
    let quarter = hiddenCount / 4
    let (quiet, loud) = (size(order.prefix(quarter)), size(order.suffix(quarter)))
    page.checkYourself([
      (
        "Detectors that GELU made small: do their weights learn less?",
        "Yes, in proportion: `∂L/∂W2[3,m]` sums `∂L/∂change[i,3]·active[i,m]` over the places. The mean size of a gradient of W2 is \(quiet.shown) for the quarter of the detectors with the smallest answers and \(loud.shown) for the quarter with the largest. AdamW will make up for much of that: \(page.link("adamw"))."
      )
    ])
    page.keep("Past the layer, along the residual, the gradient arrives unmultiplied.")
  }
}
