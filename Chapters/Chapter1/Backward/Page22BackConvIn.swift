import ByHand
import Walkthrough

extension Story {
  func backConvIn() {
    let page = book.page("back-conv-in", "Back through `conv_in`", Self.convInNames)
    let weight = grid("conv_in.weight")
    page.trail(Self.backwardTrail, at: "conv_in")
    page.inventory([
      (
        "in", "`∂L/∂h0`: how the loss changes per unit of each output", "2×4×4",
        book.link("back-down1")
      ),
      ("out", "`∂L/∂W`, `∂L/∂b`", "2×1×3×3 and 2: **20 numbers**", "this page"),
      ("out", "`∂L/∂x_t`", "1×4×4", "this page"),
      ("also in use", "`x_t`, as it was on the way forward", "1×4×4", book.link("line")),
    ])
    page.section("Why")
    page.text(
      """
      The first layer comes last. `W[1,0,0,1]` was used at 12 pixels. Nudge it by a tiny ε and *each* of
      those outputs moves by ε times the input it was multiplied with; each of these moves changes the
      loss. The total is the sum over all the places where the weight was used.
      """)
    page.section("The formula")
    page.formula(
      #"\frac{\partial L}{\partial W_{o,0,i,j}} = \sum_{r=0}^{3} \sum_{q=0}^{3} \frac{\partial L}{\partial h0_{o,r,q}} \; x_t[0,\;r+i-1,\; q+j-1] \qquad \frac{\partial L}{\partial b_o} = \sum_{r,q} \frac{\partial L}{\partial h0_{o,r,q}}"#
    )
    page.section("One entry, in full: `∂L/∂W[1,0,0,1]`")
    page.gradientEntry(weight[1, 0, 0, 1])
    let slope = gradient("conv_in.weight")[1, 0, 0, 1].value
    page.text(
      "Raising `W[1,0,0,1]` would \(slope > 0 ? "raise" : "lower") the loss, so AdamW will \(slope > 0 ? "lower" : "raise") it: \(book.link("adamw"))."
    )
    page.section("All of it")
    page.heatMap(
      [gradient("conv_in"), gradient("conv_in.weight")],
      alt: "The gradients of h0 and of the two kernels as heat maps")
    page.table(gradient("conv_in.weight"))
    page.table(gradient("conv_in.bias"))
    page.everyGradient(of: weight, grid("conv_in.bias"))
    page.section("The picture's own gradient")
    page.text(
      "No parameter needs `∂L/∂x_t`, but it is there for the asking: it says which pixels of the noisy picture the loss depends on."
    )
    page.table(gradient("x_t"))
    page.everyGradient(of: grid("x_t"))
    page.section("In the core")
    page.excerpt("Conv2d.backward", says: "One matrix product for all 18 weights")
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
