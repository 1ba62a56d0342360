import ByHand
import Walkthrough

extension Chapter1Story {
  func backConvIn(_ page: Page) {
    let weight = grid("conv_in.weight")
    page.inventory([
      .input(
        "`∂L/∂h0`: how the loss changes per unit of each output", "grad.conv_in", from: "back-down1"
      ),
      .output("`∂L/∂W`, `∂L/∂b`", "grad.conv_in.weight", "grad.conv_in.bias"),
      .output("`∂L/∂x_t`", "grad.x_t"),
      .use("`x_t`, as it was on the way forward", "x_t", from: "line"),
    ])
    page.section("Why")
    page.text(
      """
      The first layer comes last. `W[1,0,0,1]` was used at 12 pixels. Nudge it by a tiny ε and *each* of
      those outputs moves by ε times the input it was multiplied with; each of these moves changes the
      loss. The total is the sum over all the places where the weight was used.
      """)
    page.section("The formula")
    page.convolutionGradientFormula("conv_in", of: "x_t", channels: 1)
    page.section("One entry, in full: `∂L/∂W[1,0,0,1]`")
    page.gradientEntry(weight[1, 0, 0, 1])
    let slope = gradient("conv_in.weight")[1, 0, 0, 1].value
    page.text(
      "Raising `W[1,0,0,1]` would \(slope > 0 ? "raise" : "lower") the loss, so AdamW will \(slope > 0 ? "lower" : "raise") it: \(page.link("adamw"))."
    )
    page.section("All of it")
    page.heatMap(
      [gradient("conv_in"), gradient("conv_in.weight")],
      alt: "The gradients of h0 and of the two kernels as heat maps")
    page.parameterGradients("conv_in")
    page.section("The picture's own gradient")
    page.text(
      "No parameter needs `∂L/∂x_t`, but it is there for the asking: it says which pixels of the noisy picture the loss depends on."
    )
    page.table(gradient("x_t"))
    page.everyGradient(of: grid("x_t"))
    page.section("In the core")
    page.excerpt("Conv2d.backward", says: "One matrix product for all \(weight.count) weights")
    page.check(["grad.conv_in", "grad.conv_in.weight", "grad.conv_in.bias", "grad.x_t"])
    page.checkYourself([
      (
        "Change `x_t[0,1,1]` by +0.1. By about how much does the loss change?",
        "By 0.1·\(gradient("x_t")[0, 1, 1].value.shownAsTerm) = **\((0.1 * gradient("x_t")[0, 1, 1].value).shown)**, as long as the change is small enough for the slope to hold."
      )
    ])
    page.keep("The kernel that was used everywhere learns from everywhere.")
  }
}
