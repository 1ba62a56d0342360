import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func secondForward(_ page: Page) {
    page.inventory([
      .input("`x_t`, `t`, `velocity`", "x_t", "t", "velocity", from: "model"),
      .input("all \(model.parameterCount.grouped) parameters, updated", from: "adamw"),
      .output("the loss after one step", "second.loss"),
    ])
    page.section("The answer")
    page.lossAfterStep()
    page.heatMap(
      [predictedPicture(), predictedPicture("second."), grid("velocity")],
      titles: ["before", "after", "velocity"], sharesScale: true,
      alt: "The prediction before and after the step, and the true velocity")
    page.lines([grid("second.loss").scalars[0]])
    page.promise(parameterNames)
    let nudge = WorkedExample.nudge
    page.nudge(grid(nudge.parameter)[nudge.index], by: nudge.step)
    page.text("Every number of the pass: \(page.link("numbers-second")).")
    page.section("In the core")
    page.check(prefix: "second.")
    page.checkYourself([page.keptPromise(parameterNames)])
    page.keep("The same step as every model of this book: forward, loss, backward, update.")
  }

  /// A page of the appendix: every number of the pass.
  func secondNumbers(_ page: Page) {
    page.text("Its parameters are those after the step: the tables of \(page.link("adamw")).")
    page.wholePass(
      "second.", passLayers + [("`error` and the loss", ["loss", "error"])],
      of: "second-forward", explained: ("patches", "prediction"))
  }
}
