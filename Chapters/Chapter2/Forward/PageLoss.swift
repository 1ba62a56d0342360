import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func loss(_ page: Page) {
    let (error, loss) = (grid("error"), value("loss"))
    page.inventory([
      .input("`v̂`, the predicted velocity", "final_proj", from: "prediction"),
      .input("`v`, the true one: x1 − x0", "velocity", from: "model"),
      .output("`L`, the loss", "loss"),
    ])
    page.section("Why")
    page.text(
      "As in [chapter 1](chapter1/loss): the error of each pixel, squared, and the mean of all 16. The model starts from random numbers, so it is large."
    )
    page.formula(
      #"\mathrm{error}_{0,r,q} = \hat v_{0,r,q} - v_{0,r,q} \qquad L = \frac{1}{16}\sum_{r=0}^{3}\sum_{q=0}^{3}\mathrm{error}_{0,r,q}^2"#
    )
    page.lines([error[0, 1, 2]])
    page.heatMap(
      [predictedPicture(), grid("velocity"), error], titles: ["v̂", "v", "error"], sharesScale: true,
      alt: "Prediction, truth, and their difference")
    page.table(error)
    page.everyEntry(of: error)
    page.lines([grid("loss").scalars[0]])
    page.section("In the core")
    page.excerpt("MeanSquaredError", says: "The loss and its gradient")
    page.check(["error", "loss"])
    let mean = grid("velocity").values.reduce(0) { $0 + $1 * $1 } / 16
    page.checkYourself([
      (
        "What would the loss be if the model answered 0 everywhere?",
        "The mean of the squares of v: \(mean.shown). \(mean < loss ? "Better than its random answer." : "Worse than its random answer.")"
      )
    ])
    page.keep("One number says how wrong all sixteen are.")
  }
}
