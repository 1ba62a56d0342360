import ChapterKit
import Walkthrough

extension Chapter4Story {
  func secondForward(_ page: Page) {
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
    page.section("Every number of the pass")
    page.pass("second.", layers(Self.before + Self.reading + Self.after))
    page.everyEntry(of: grid("second.error"), grid("second.loss"))
    page.check(prefix: "second.")
    page.checkYourself([page.keptPromise(parameterNames)])
    page.keep("A step with words is a step like any other.")
  }
}
