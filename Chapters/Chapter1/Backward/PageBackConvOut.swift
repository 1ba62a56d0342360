import ByHand
import Walkthrough

extension Chapter1Story {
  func backConvOut(_ page: Page) {
    func part(_ name: String) -> Grid { grid("conv_out.\(name)") }
    page.inventory([
      .input("`∂L/∂v̂`", "grad.conv_out.2", from: "back-loss"),
      .output("`∂L/∂W`, `∂L/∂b`", "grad.conv_out.2.weight", "grad.conv_out.2.bias"),
      .output("`∂L/∂γ`, `∂L/∂β`", "grad.conv_out.0.weight", "grad.conv_out.0.bias"),
      .output("`∂L/∂x`", "grad.up1.out"),
      .use("`activated`, `normed` and the norm's steps of the way forward", from: "conv-out"),
    ])
    page.section("1. The convolution")
    page.text(
      """
      `W[0,1,0,1]` was used at 12 places (the four windows of the first row hang over the border
      there). Nudge it by a tiny amount and *each* of those outputs moves by that amount times the
      number it was multiplied with. The gradient is the sum over all the places.
      """)
    page.convolutionGradientFormula("conv_out.2", of: "conv_out.1", channels: 2)
    page.gradientEntry(part("2.weight")[0, 1, 0, 1])
    page.parameterGradients("conv_out.2")
    page.text(
      """
      The numbers that went *into* the convolution have gradients too, by the same rule with the roles
      exchanged: `activated[1,2,0]` was used in every window that contained it, each time times a weight.
      """)
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{activated}_{c,r,q}} = \sum_{i=0}^{2}\sum_{j=0}^{2} \frac{\partial L}{\partial \hat v_{0,\,r-i+1,\,q-j+1}}\; W_{0,c,i,j}"#
    )
    page.gradientEntry(part("1")[1, 2, 0])
    page.table(gradient("conv_out.1"))
    page.everyGradient(of: part("1"))
    page.section("2. SiLU")
    siluBackText(page)
    page.activationGradients(of: "conv_out.0", worked: example(part("0")))
    page.section("3. The norm")
    normBackText(page, "γ", "β")
    normBack(page, "conv_out.0", of: "up1.out")
    page.section("In the core")
    page.excerpt("Conv2d.backward", says: "The convolution's gradients as matrix products")
    page.excerpt("Normalization.backward", says: "The norm's three terms at once")
    page.check(prefix: "grad.conv_out.")
    page.checkYourself([
      (
        "Why do the gradients of the norm's `mean` and `std` have so many terms, while the forward step was one subtraction and one division per number?",
        "Because every number of the group sits in the mean and in the variance as well: move one, and all 32 outputs move."
      )
    ])
    page.keep(
      "A weight's gradient adds up all the places where it was used; an input's, all the outputs that it reached."
    )
  }

  /// SiLU's derivative, derived.
  func siluBackText(_ page: Page) {
    page.text(
      """
      With sigmoid(x) = 1 / (1 + e⁻ˣ), SiLU is x·sigmoid(x), and sigmoid′ = sigmoid·(1 − sigmoid). The product rule gives the slope,
      called SiLU′ in the tables:
      """)
    page.slopeFormula(.silu)
  }

  /// The norm's way back in words.
  func normBackText(_ page: Page, _ gamma: String, _ beta: String) {
    page.text(
      """
      Last step first. `\(gamma)` and `\(beta)` were shared by a whole channel, so their gradients are
      sums over it. Then `normalized` = `centered` / `std`: both get a share. `std` sums over all
      numbers that it divided; it passes through the root to `variance` and from there to every
      `centered`. Last, the `mean` was subtracted from every number and made from every number.
      """)
    page.formula(
      #"\frac{\partial L}{\partial\gamma_c} = \sum_{r,q} \frac{\partial L}{\partial y_{c,r,q}}\,\mathrm{normalized}_{c,r,q} \qquad \frac{\partial L}{\partial\beta_c} = \sum_{r,q} \frac{\partial L}{\partial y_{c,r,q}} \qquad d = \frac{\partial L}{\partial y}\,\gamma_c"#
    )
    page.text(
      "Put together (that is how the core computes it), the three ways from an input to the loss give three terms:"
    )
    page.formula(
      #"\frac{\partial L}{\partial x} = \frac{1}{\sigma}\Bigl(d \;-\; \mathrm{mean}(d) \;-\; \mathrm{normalized}\cdot\mathrm{mean}(d \cdot \mathrm{normalized})\Bigr)"#
    )
  }
}
