import Walkthrough

extension Story {
  func backLogits() {
    let page = book.page("back-logits", "Back through the output projection", Self.names())
    page.trail(Self.backwardTrail, at: "logits")
    page.inventory([
      ("in", "`∂L/∂logits`", "\(places)×6", book.link("back-loss")),
      ("out", "`∂L/∂Wout`", "6×16: **96 numbers**", "this page"),
      ("out", "`∂L/∂ln_f`", rowShape, "this page"),
      ("also in use", "`ln_f`, as it was on the way forward", rowShape, book.link("logits")),
    ])
    page.section("The derivation")
    page.text(
      "`logits[i,t]` is a sum of products `ln_f[i,m]·Wout[t,m]`. The derivative of a product with respect to one factor is the other factor. `Wout[t,m]` was used once for each place i; `ln_f[i,m]` once for each token t:"
    )
    page.formula(
      #"\frac{\partial L}{\partial Wout_{t,m}} = \sum_{i} \frac{\partial L}{\partial\, \mathrm{logits}_{i,t}}\; \mathrm{ln\_f}_{i,m} \qquad \frac{\partial L}{\partial\, \mathrm{ln\_f}_{i,m}} = \sum_{t=0}^{5} \frac{\partial L}{\partial\, \mathrm{logits}_{i,t}}\; Wout_{t,m}"#
    )
    page.text(
      "As matrices: dW = dYᵀ X, with the shapes 6×16 = (6×\(places))·(\(places)×16), and dX = dY W, with \(places)×16 = (\(places)×6)·(6×16). Every linear layer of this chapter goes back like this."
    )
    page.section("One entry of each, in full")
    page.gradientEntry(grid("output_proj.weight")[settings.targets[last], 3])
    page.gradientEntry(grid("ln_f")[last, 3])
    page.section("All of it")
    page.heatMap(
      [gradient("output_proj.weight"), gradient("ln_f")],
      alt: "The gradients of Wout and of ln_f as heat maps")
    page.table(gradient("output_proj.weight"))
    page.table(gradient("ln_f"))
    page.everyGradient(of: grid("output_proj.weight"))
    page.everyGradient(of: grid("ln_f"))
    page.section("In the core")
    page.excerpt("Linear.backward", says: "Both matrix products")
    page.check(["grad.output_proj.weight", "grad.ln_f"])
    page.keep("A weight's gradient: what came in times what was wrong, summed over the places.")
  }
}
