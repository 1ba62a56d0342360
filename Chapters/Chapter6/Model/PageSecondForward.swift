import ChapterKit
import Walkthrough

extension Chapter6Story {
  func secondForward(_ page: Page) {
    page.section("The answer")
    page.lossAfterStep()
    page.text("Dropout's masks are the same in both passes, so that only the parameters differ.")
    page.lines(grid("second.loss").scalars)
    page.promise(parameterNames)
    page.nudge(grid(chapter.nudge.parameter)[chapter.nudge.index], by: chapter.nudge.step)
    page.section("Every number of the pass")
    page.passTables("second.", layers)
    page.check(prefix: "second.")
    page.checkYourself([page.keptPromise(parameterNames)])
    let fell = value("second.loss") < value("loss")
    page.keep("One step, and the two sentences together are \(fell ? "less" : "more") surprising.")
  }
}
