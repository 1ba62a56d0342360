import Walkthrough

extension Story {
  func backChange() {
    let page = book.page(
      "back-change", "Back through the feed-forward layer: linear2", Self.names())
    let (weight, active) = (grid("blocks.0.ffn.linear2.weight"), grid("blocks.0.ffn.gelu"))
    page.trail(Self.backwardTrail, at: "change")
    page.inventory([
      ("in", "`∂L/∂x2`", rowShape, book.link("back-ln-f")),
      ("out", "`∂L/∂W2`, `∂L/∂b2`", "**1,040 numbers**", "this page"),
      ("out", "`∂L/∂active`", "\(places)×64", "this page"),
      (
        "also in use", "`active`, as it was on the way forward", "\(places)×64", book.link("hidden")
      ),
    ])
    page.section("The residual")
    page.text(
      "`x2 = x1 + change`: a sum hands its gradient to both terms unchanged. One copy goes straight on to `x1` (\(book.link("back-norm2"))), the other into the feed-forward layer: `∂L/∂change = ∂L/∂x2`."
    )
    page.section("The derivation")
    page.formula(
      #"\frac{\partial L}{\partial W2_{j,m}} = \sum_i \frac{\partial L}{\partial\, \mathrm{change}_{i,j}}\; \mathrm{active}_{i,m} \qquad \frac{\partial L}{\partial b2_j} = \sum_i \frac{\partial L}{\partial\, \mathrm{change}_{i,j}} \qquad \frac{\partial L}{\partial\, \mathrm{active}_{i,m}} = \sum_{j=0}^{15} \frac{\partial L}{\partial\, \mathrm{change}_{i,j}}\; W2_{j,m}"#
    )
    page.text(
      "The shapes: 16×64 = (16×\(places))·(\(places)×64), and \(places)×64 = (\(places)×16)·(16×64)."
    )
    page.section("One entry of each, in full")
    page.gradientEntry(weight[3, 5])
    page.gradientEntry(active[last, 5])
    page.section("All of it")
    page.heatMap(
      [gradient("blocks.0.ffn.linear2"), gradient("blocks.0.ffn.linear2.weight")],
      alt: "The gradients of the change and of W2")
    page.text(
      "A detector that was silent has a column of nearly 0 here: it had no part in the result, so it learns nothing."
    )
    page.table(gradient("blocks.0.ffn.linear2.bias"))
    page.foldedTables("All of ∂L/∂W2", [gradient("blocks.0.ffn.linear2.weight")])
    page.everyGradientInNumbers(of: weight, grid("blocks.0.ffn.linear2.bias"))
    page.table(gradient("blocks.0.ffn.gelu"))
    page.everyGradientInNumbers(of: active)
    page.everyGradient(of: grid("blocks.0.ffn.linear2"))
    page.check(
      ["linear2", "linear2.weight", "linear2.bias", "gelu"].map { "grad.blocks.0.ffn.\($0)" })
    page.keep("The residual's second road spares the gradient all of these products.")
  }
}
