import ChapterKit
import Walkthrough

extension Chapter4Story {
  func secondForward(_ page: Page) {
    page.section("The answer")
    page.text(
      "Did the step help? The same picture, caption and noise go through the updated painter once more."
    )
    page.lossAfterStep()
    page.text("The predicted velocity before the step and after it, and the true one:")
    page.heatMap(
      [predictedPicture(), predictedPicture("second."), grid("velocity")],
      titles: ["before", "after", "velocity"], sharesScale: true,
      alt: "The prediction before and after the step, and the true velocity")
    page.lines([grid("second.loss").scalars[0]])
    page.promise(parameterNames)
    let nudge = WorkedExample.nudge
    page.nudge(grid(nudge.parameter)[nudge.index], by: nudge.step)
    page.text("Every number of the pass is on \(page.link("numbers-second")).")
    page.check(prefix: "second.")
    page.checkYourself([page.keptPromise(parameterNames)])
    page.keep("A step with words is a step like any other.")
  }

  /// A page of the appendix: every number of the pass, as tables.
  func secondNumbers(_ page: Page) {
    let parts = layers(Self.before + Self.reading + Self.after)
    page.section("The pass with the updated parameters")
    page.text(
      "\(page.sentence(page.link("second-forward"))) explains what this pass is for. The sums are those of \(page.links(from: "words", to: "rest")), with the updated parameters."
    )
    page.passTables("second.", parts)
    page.everyEntry(of: grid("second.error"), grid("second.loss"))
    page.check(parts.flatMap(\.grids).map { "second.\($0)" })
  }
}
