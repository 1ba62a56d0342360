import ByHand
import Numerics
import Walkthrough

extension HandComputation {
  func loss(_ prediction: Grid, _ velocity: Grid) -> Scalar {
    let error = trace.grid("error", velocity.shape) { i in prediction[i] - velocity[i] }
    return trace.scalar("loss") { meanSquare(error.scalars) }
  }
}

extension Chapter1Story {
  func loss(_ page: Page) {
    let (error, loss) = (grid("error"), grid("loss"))
    page.inventory([
      .input("`v̂`, the predicted velocity", "conv_out.2", from: "conv-out"),
      .input("`v` = `velocity`, the true one", "velocity", from: "line"),
      .output("`loss`", "loss"),
    ])
    page.section("Why")
    page.text(
      """
      To improve, we need one number that says how bad the guess was. We take the difference at each
      pixel, square it (so that too high and too low both count, and large errors count more), and
      average over the 16 pixels: the *mean squared error*.
      """)
    page.section("The formula")
    page.formula(
      #"\mathrm{error}_{0,r,q} = \hat v_{0,r,q} - v_{0,r,q} \qquad L = \frac{1}{16} \sum_{r=0}^{3} \sum_{q=0}^{3} \mathrm{error}_{0,r,q}^{\,2}"#
    )
    page.section("The whole page in full")
    page.lines([example(error)])
    page.heatMap(
      [grid("conv_out.2"), grid("velocity"), error], worked: example(error), sharesScale: true,
      alt: "Prediction, truth and error as heat maps"
    )
    page.table(error)
    var table = Table(["pixel", "error", "error²", "running sum"], left: [0])
    var sum = 0.0
    for scalar in error.scalars {
      sum += scalar.value * scalar.value
      table.add([
        "`\(scalar.name)`", scalar.value.shown, (scalar.value * scalar.value).shown, sum.shown,
      ])
    }
    page.text(table.markdown)
    page.text("The sum divided by 16 is the loss: \(sum.shown) / 16 = **\(loss.values[0].shown)**.")
    page.everyEntry(of: error, loss)
    page.section("In the core")
    page.excerpt("MeanSquaredError", says: "The loss and its gradient")
    page.check(["error", "loss"])
    let velocity = grid("velocity").values
    let zero = velocity.reduce(0) { $0 + $1 * $1 } / 16
    page.checkYourself([
      (
        "What loss would a model get that always answers 0?",
        "The mean of the squared velocities: **\(zero.shown)**. Ours got \(loss.values[0].shown), \(loss.values[0] > zero ? "worse than saying nothing" : "a little better than saying nothing")."
      )
    ])
    page.keep(
      "The loss is one number; everything that follows asks how it changes when a parameter changes."
    )
  }
}
