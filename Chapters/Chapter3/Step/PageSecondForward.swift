import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func secondForward(_ page: Page) {
    page.section("The answer")
    page.lossAfterStep()
    page.heatMap(
      [predictedPicture(), predictedPicture("second."), grid("velocity")],
      titles: ["before", "after", "velocity"], sharesScale: true,
      alt: "The predictions before and after the step, and the true velocities")
    page.lines([grid("second.loss").scalars[0]])
    page.promise(parameterNames)
    let nudge = WorkedExample.nudge(chapter.common.random)
    page.nudge(grid(nudge.parameter)[nudge.index], by: nudge.step)
    page.text("Every number of the pass: \(page.link("numbers-second")).")
    page.check(prefix: "second.")
    page.checkYourself([page.keptPromise(parameterNames)])
    page.keep("A row of a table has a gradient like any weight, and keeps its promise as well.")
  }

  /// A page of the appendix: every number of the pass.
  func secondNumbers(_ page: Page) {
    page.text("Its parameters are those after the step: the tables of \(page.link("adamw")).")
    page.wholePass(
      "second.", passLayers + [("`error` and the loss", ["loss", "error"])],
      of: "second-forward", explained: ("table", "forward"))
  }
}
