import ByHand
import Walkthrough

extension Story {
  func backLnF() {
    let page = book.page("back-ln-f", "Back through the final norm", Self.names())
    page.trail(Self.backwardTrail, at: "ln_f")
    page.inventory([
      ("in", "`∂L/∂ln_f`", rowShape, book.link("back-logits")),
      ("out", "`∂L/∂γf`, `∂L/∂βf`", "16 and 16", "this page"),
      ("out", "`∂L/∂x2`", rowShape, "this page"),
    ])
    page.section("The derivation: three roads")
    page.text(
      """
      Take one row with n = 16 numbers x, mean μ, std σ and normalized numbers z = (x − μ)/σ; y = z·γ + β.
      With $`g_j = \\partial L / \\partial z_j = \\gamma_j\\, \\partial L/\\partial y_j`$, how does the loss change when one $`x_m`$ moves by a
      tiny δ? Over three roads:

      1. **Directly**: $`z_m`$ moves by δ/σ. Share: $`g_m / \\sigma`$.
      2. **Through the mean**: μ moves by δ/n, so *every* z moves by −δ/(nσ). Share: $`-\\frac{1}{n\\sigma}\\sum_j g_j`$.
      3. **Through σ**: the variance moves by 2(x_m − μ)δ/n, so σ moves by $`z_m`$δ/n, and *every* z by −z·$`z_m`$δ/(nσ). Share: $`-\\frac{z_m}{n\\sigma}\\sum_j g_j z_j`$.
      """)
    page.formula(
      #"\frac{\partial L}{\partial x_m} = \frac{1}{\sigma}\Bigl(g_m - \tfrac1n\sum_j g_j - z_m\,\tfrac1n\sum_j g_j z_j\Bigr)"#
    )
    page.text(
      "The core computes this line. By hand we follow each road edge by edge, and the sums must agree."
    )
    normBack(page, "ln_f", input: "blocks.0.residual2", gamma: "γf", beta: "βf")
    page.section("In the core")
    page.excerpt("Normalization.backward", says: "The three terms")
    page.check(normGradients("ln_f") + ["grad.blocks.0.residual2"])
    page.keep("A norm ties the numbers of a row together: push one, and all feel it.")
  }

  func normGradients(_ norm: String) -> [String] {
    ["weight", "bias", "normalized", "std", "variance", "centered", "mean"].map {
      "grad.\(norm).\($0)"
    }
      + ["grad.\(norm)"]
  }

  /// Worked gradients of one norm, and all of them.
  func normBack(_ page: Page, _ norm: String, input: String, gamma: String, beta: String) {
    func part(_ name: String) -> Grid { grid("\(norm).\(name)") }
    page.section("The scale and the shift")
    page.formula(
      #"\frac{\partial L}{\partial \gamma_j} = \sum_i \frac{\partial L}{\partial y_{i,j}}\; z_{i,j} \qquad \frac{\partial L}{\partial \beta_j} = \sum_i \frac{\partial L}{\partial y_{i,j}}"#
    )
    page.gradientEntry(part("weight")[3])
    page.table(gradient("\(norm).weight"))
    page.table(gradient("\(norm).bias"))
    page.everyGradient(of: part("weight"), part("bias"))
    page.section("The rows")
    page.text(
      "Feature 3 of the last row: first its `centered` (directly, and through the variance), then the input itself (and through the mean)."
    )
    page.gradientEntry(part("centered")[last, 3])
    page.gradientEntry(grid(input)[last, 3])
    page.everyGradient(of: part("normalized"), part("std"), part("variance"), part("mean"))
    page.everyGradient(of: part("centered"))
    page.section("All of the input's gradient")
    page.heatMap(
      [gradient(norm), gradient(input)],
      alt: "The gradients of the norm's output and of its input as heat maps")
    page.table(gradient(input))
    page.everyGradient(of: grid(input))
  }
}
