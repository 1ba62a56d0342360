import Numerics
import Walkthrough

extension Chapter1Story {
  func backLoss(_ page: Page) {
    let (error, prediction) = (grid("error"), grid("conv_out.2"))
    page.inventory([
      .input("`∂L/∂L` = 1", "grad.loss", origin: "by definition"),
      .output("`∂L/∂error`", "grad.error"),
      .output("`∂L/∂v̂`, `∂L/∂v`", "grad.conv_out.2", "grad.velocity"),
      .use("`error`, as it was on the way forward", "error", from: "loss"),
    ])
    page.section("Why")
    page.text(
      """
      We want to know, for each of the \(model.parameterCount)
      parameters: if it were a tiny bit larger, how much larger would the loss be? That ratio is the
      *gradient* of the loss with respect to the parameter, written $`\\partial L / \\partial W`$.
      Trying each parameter out would take as many forward passes as there are parameters. The
      *chain rule* gets all of them in one walk backward:

      > If a number is used in several places, its gradient is the sum, over these places, of
      > (the gradient of the result there) × (how much that result changes per unit of the number).

      Every gradient on the following pages is such a sum, and each is printed with all of its terms.
      We start at the end: the loss changes by exactly 1 per unit of itself.
      """)
    page.section("The formula")
    page.formula(
      #"L = \frac{1}{16}\sum \mathrm{error}^2 \quad\Rightarrow\quad \frac{\partial L}{\partial\, \mathrm{error}_{0,r,q}} = \frac{2}{16}\,\mathrm{error}_{0,r,q}"#
    )
    page.formula(
      #"\mathrm{error} = \hat v - v \quad\Rightarrow\quad \frac{\partial L}{\partial \hat v} = 1\cdot\frac{\partial L}{\partial\, \mathrm{error}} \qquad \frac{\partial L}{\partial v} = -1\cdot\frac{\partial L}{\partial\, \mathrm{error}}"#
    )
    page.section("One entry, in full")
    page.text("`\(example(error).name)` is used once, by the loss:")
    page.gradientEntry(example(error))
    page.section("All of `∂L/∂v̂`")
    page.heatMap(
      [error, gradient("conv_out.2")],
      alt: "The error and the gradient of the prediction as heat maps")
    page.text(
      "The picture is the error's, divided by 8: where the guess is too high, raising it makes the loss larger."
    )
    page.table(gradient("conv_out.2"))
    page.everyGradient(of: error, prediction, grid("velocity"))
    page.section("In the core")
    page.excerpt("MeanSquaredError", says: "The loss and its gradient")
    page.check(["grad.loss", "grad.error", "grad.conv_out.2", "grad.velocity"])
    let step = 0.01 * gradient("conv_out.2").values[0]
    page.checkYourself([
      (
        "By about how much does the loss change if `v̂[0,0,0]` rises by 0.01?",
        "By 0.01 times its gradient: 0.01·\(gradient("conv_out.2").values[0].shownAsTerm) = **\(step.shown)**."
      )
    ])
    page.keep("A gradient answers “what if this were a little larger?”, for every number at once.")
  }
}
