import ByHand
import Numerics
import Walkthrough

extension Chapter0Story {
  func backLnF(_ page: Page) {
    page.inventory([
      .input("`∂L/∂ln_f`", "grad.ln_f", from: "back-logits"),
      .output("`∂L/∂γf`, `∂L/∂βf`", "grad.ln_f.weight", "grad.ln_f.bias"),
      .output("`∂L/∂x2`", "grad.blocks.0.residual2"),
    ])
    page.section("The derivation: three roads")
    page.text(
      """
      Take one row with n = \(featureCount) numbers x, mean μ, std σ and normalized numbers z = (x − μ)/σ; y = z·γ + β.
      With $`g_j = \\partial L / \\partial z_j = \\gamma_j\\, \\partial L/\\partial y_j`$, how does the loss change when one $`x_m`$ moves by a
      tiny δ? Over three roads:

      1. **Directly**: $`z_m`$ moves by δ/σ. Proportion: $`g_m / \\sigma`$.
      2. **Through the mean**: μ moves by δ/n, so *every* z moves by −δ/(nσ). Proportion: $`-\\frac{1}{n\\sigma}\\sum_j g_j`$.
      3. **Through σ**: the variance moves by $`2(x_m - \\mu)\\,\\delta/n`$, so σ moves by $`z_m\\,\\delta/n`$, and *every* z by $`-z\\,z_m\\,\\delta/(n\\sigma)`$. Proportion: $`-\\frac{z_m}{n\\sigma}\\sum_j g_j z_j`$.
      """)
    page.formula(
      #"\frac{\partial L}{\partial x_m} = \frac{1}{\sigma}\Bigl(g_m - \tfrac1n\sum_j g_j - z_m\,\tfrac1n\sum_j g_j z_j\Bigr)"#
    )
    page.text(
      "The core computes this line. By hand we follow each road edge by edge, and the sums must agree."
    )
    normBack(page, "ln_f", of: "blocks.0.residual2")
    closedForm(page)
    page.section("In the core")
    page.excerpt("Normalization.backward", says: "The three terms")
    page.check(Page.normGradientNames("ln_f") + ["grad.blocks.0.residual2"])
    page.checkYourself([
      (
        "What do the gradients of one row of the norm's input add up to?",
        "0, apart from rounding: raising a whole row changes nothing after the norm. Row \(last): \(gradient("blocks.0.residual2").row(last).reduce(0) { $0 + $1.value }.shown)."
      )
    ])
    page.keep("A norm ties the numbers of a row together: push one, and all feel it.")
  }

  /// The three terms of the formula in numbers, for the entry worked above.
  private func closedForm(_ page: Page) {
    let g = gradient("ln_f.normalized").row(last).map(\.value)
    let z = grid("ln_f.normalized").row(last).map(\.value)
    let (sigma, n) = (grid("ln_f.std")[last].value, Double(g.count))
    let mean = g.reduce(0, +) / n
    let slope = zip(g, z).reduce(0) { $0 + $1.0 * $1.1 } / n
    page.section("The same in three terms")
    page.text("For the last row's feature 3, with the formula above:")
    var table = Table(["road", "term", "value"], left: [0, 1])
    table.add(["directly", "$`g_3`$", g[3].shown])
    table.add(["through the mean", "$`-\\frac1n\\sum_j g_j`$", (-mean).shown])
    table.add(["through σ", "$`-z_3\\,\\frac1n\\sum_j g_j z_j`$", (-z[3] * slope).shown])
    table.add([
      "sum, divided by σ = \(sigma.shown)", "", ((g[3] - mean - z[3] * slope) / sigma).shown,
    ])
    page.text(table.markdown)
    let share = grid("ln_f.centered").row(last).reduce(0) { $0 + $1.value } * -2 / n
    page.text(
      "One road is missing, and rightly: the variance also depends on the mean, but with the slope −2·(sum of `centered`)/n = \(share.shown), which is 0 apart from rounding, because `centered` adds up to 0."
    )
  }

  /// One norm's gradients: what the way back through all three norms shares.
  func normBack(_ page: Page, _ norm: String, of input: String) {
    page.section("The scale and the shift, and the rows")
    page.formula(
      #"\frac{\partial L}{\partial \gamma_j} = \sum_i \frac{\partial L}{\partial y_{i,j}}\; z_{i,j} \qquad \frac{\partial L}{\partial \beta_j} = \sum_i \frac{\partial L}{\partial y_{i,j}}"#
    )
    page.normGradients(norm, of: input, worked: [last, 3], channel: 3)
  }
}
