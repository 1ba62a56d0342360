import Walkthrough

extension Story {
  func backHeads() {
    let page = book.page("back-heads", "Back through the heads", Self.names())
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    page.trail(Self.backwardTrail, at: "heads")
    page.inventory([
      ("in", "`∂L/∂x1`", rowShape, book.link("back-norm2")),
      ("out", "`∂L/∂Wo`, `∂L/∂bo`", "**272 numbers**", "this page"),
      ("out", "`∂L/∂w`, of the attention weights", "2×\(places)×\(places)", "this page"),
      ("out", "`∂L/∂v`", rowShape, "this page"),
    ])
    page.section("1. The mixing layer")
    page.text(
      "`x1 = x0 + mixed`: one copy of the gradient goes on to `x0`, the other into `mixed`. Then, as for every linear layer:"
    )
    page.formula(
      #"\frac{\partial L}{\partial Wo_{j,m}} = \sum_i \frac{\partial L}{\partial\, \mathrm{mixed}_{i,j}}\; \mathrm{heads}_{i,m} \qquad \frac{\partial L}{\partial\, \mathrm{heads}_{i,m}} = \sum_{j=0}^{15} \frac{\partial L}{\partial\, \mathrm{mixed}_{i,j}}\; Wo_{j,m}"#
    )
    page.gradientEntry(grid(part("W_o.weight"))[3, 5])
    page.gradientEntry(grid(part("heads"))[last, 3])
    page.heatMap(
      [gradient(part("W_o.weight")), gradient(part("heads"))],
      alt: "The gradients of Wo and of the heads as heat maps")
    page.table(gradient(part("W_o.bias")))
    page.foldedTables("All of ∂L/∂Wo", [gradient(part("W_o.weight"))])
    page.everyGradientInNumbers(of: grid(part("W_o.weight")), grid(part("W_o.bias")))
    page.table(gradient(part("heads")))
    page.everyGradient(of: grid(part("W_o")), grid(part("heads")))
    page.section("2. The averages: two factors, two gradients")
    page.text(
      "`heads[i,8h+c]` is a sum of products of weights and values. The weight `w[h,i,j]` was used for 8 features; the value `v[j,8h+c]` by every token i from j on:"
    )
    page.formula(
      #"\frac{\partial L}{\partial w_{h,i,j}} = \sum_{c=0}^{7} \frac{\partial L}{\partial\, \mathrm{heads}_{i,\,8h+c}}\; v_{j,\,8h+c} \qquad \frac{\partial L}{\partial v_{j,\,8h+c}} = \sum_{i \ge j} \frac{\partial L}{\partial\, \mathrm{heads}_{i,\,8h+c}}\; w_{h,i,j}"#
    )
    page.gradientEntry(grid(part("weights"))[1, last, 0])
    page.gradientEntry(grid(part("W_v"))[0, 3])
    page.heatMap(
      [gradient(part("weights")), gradient(part("W_v"))],
      alt: "The gradients of the attention weights and of the values as heat maps")
    page.table(gradient(part("weights")))
    page.text("What the mask set to 0 was never used, so its gradient is 0.")
    page.table(gradient(part("W_v")))
    page.everyGradient(of: grid(part("weights")))
    page.everyGradient(of: grid(part("W_v")))
    page.section("In the core")
    page.excerpt("Attention.backward", says: "`dv` and `dw` are its first two products")
    page.check(
      ["W_o", "W_o.weight", "W_o.bias", "heads", "weights", "W_v"].map { "grad." + part($0) })
    page.keep(
      "The first token's values were used by everybody, so everybody sends them a gradient.")
  }
}
