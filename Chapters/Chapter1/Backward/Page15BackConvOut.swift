import ByHand
import Walkthrough

extension Story {
  func backConvOut() {
    let page = book.page("back-conv-out", "Back through `conv_out`", Self.convOutNames)
    func part(_ name: String) -> Grid { grid("conv_out.\(name)") }
    page.trail(Self.backwardTrail, at: "conv_out")
    page.inventory([
      ("in", "`∂L/∂v̂`", "1×4×4", book.link("back-loss")),
      ("out", "`∂L/∂W`, `∂L/∂b`, `∂L/∂γ`, `∂L/∂β`", "23 numbers", "this page"),
      ("out", "`∂L/∂x`", "2×4×4", "this page"),
      ("also in use", "`awake`, `normalized`, `std` of the way forward", "", book.link("conv-out")),
    ])
    page.section("1. The convolution")
    page.text(
      """
      `W[0,1,0,1]` was used at 12 places (the four windows of the first row hang over the border
      there). Nudge it by a tiny amount and *each* of those outputs moves by that amount times the
      number it was multiplied with. The gradient is the sum over all the places.
      """)
    page.formula(
      #"\frac{\partial L}{\partial W_{0,c,i,j}} = \sum_{r=0}^{3}\sum_{q=0}^{3} \frac{\partial L}{\partial \hat v_{0,r,q}}\; \mathrm{awake}_{c,\,r+i-1,\,q+j-1} \qquad \frac{\partial L}{\partial b_0} = \sum_{r,q} \frac{\partial L}{\partial \hat v_{0,r,q}}"#
    )
    page.gradientEntry(part("2.weight")[0, 1, 0, 1])
    page.table(gradient("conv_out.2.weight"))
    page.table(gradient("conv_out.2.bias"))
    page.everyGradient(of: part("2.weight"), part("2.bias"))
    page.text(
      """
      The numbers that went *into* the convolution have gradients too, by the same rule with the roles
      exchanged: `awake[1,2,0]` was used in every window that contained it, each time times a weight.
      """)
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{awake}_{c,r,q}} = \sum_{i=0}^{2}\sum_{j=0}^{2} \frac{\partial L}{\partial \hat v_{0,\,r-i+1,\,q-j+1}}\; W_{0,c,i,j}"#
    )
    page.gradientEntry(part("1")[1, 2, 0])
    page.table(gradient("conv_out.1"))
    page.everyGradient(of: part("1"))
    page.section("2. SiLU")
    siluBackText(page)
    page.gradientEntry(example(part("0")))
    page.table(gradient("conv_out.0"))
    page.everyGradient(of: part("0"))
    page.section("3. The norm")
    normBackText(page, "γ", "β")
    normBackNumbers(page, "conv_out.0", input: "up1.out")
    page.section("In the core")
    page.excerpt("Conv2d.backward", says: "The convolution's gradients as matrix products")
    page.excerpt("Normalization.backward", says: "The norm's three terms at once")
    page.check(
      [
        "2.weight", "2.bias", "1", "0", "0.weight", "0.bias", "0.normalized", "0.std", "0.variance",
        "0.centered", "0.mean",
      ].map { "grad.conv_out.\($0)" } + ["grad.up1.out"])
    page.checkYourself([
      (
        "Why do the gradients `∂L/∂centered` and the others of the norm need so many terms, while the forward step was one division?",
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
      With σ(x) = 1 / (1 + e⁻ˣ), SiLU is x·σ(x), and σ′ = σ·(1 − σ). The product rule gives the slope,
      called SiLU′ in the tables:
      """)
    page.formula(
      #"\mathrm{SiLU}'(x) = \sigma(x) + x\,\sigma(x)\,(1-\sigma(x)) = \sigma(x)\,\bigl(1 + x\,(1-\sigma(x))\bigr)"#
    )
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

  /// The norm's gradients: worked examples, tables, and all of them.
  func normBackNumbers(_ page: Page, _ norm: String, input: String) {
    func part(_ name: String) -> Grid { grid("\(norm).\(name)") }
    page.text("The scale of channel 1:")
    page.gradientEntry(part("weight")[1])
    page.text(
      "One `centered`, with its direct share and the one through the variance, and then the same number's input, with its share through the mean:"
    )
    page.gradientEntry(example(part("centered")))
    page.gradientEntry(example(grid(input)))
    page.table(gradient("\(norm).weight"))
    page.table(gradient("\(norm).bias"))
    page.everyGradient(of: part("weight"), part("bias"))
    page.everyGradient(
      of: part("normalized"), part("std"), part("variance"), part("centered"), part("mean"))
    page.table(gradient(input))
    page.everyGradient(of: grid(input))
  }
}
