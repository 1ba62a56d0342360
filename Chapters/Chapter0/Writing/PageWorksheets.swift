import ChapterKit
import Walkthrough

extension Chapter0Story {
  func worksheets(_ page: Page) throws {
    page.section("Why")
    page.text(
      """
      Reading a sum isn't doing it. The best way to find out whether a step is understood is to work it out with a
      calculator, and to be told at once what went wrong. Every number of these pages comes with its recipe, so
      worksheets can be made for all of them, the way back and AdamW included.
      """)
    try results.tryIt.worksheets(page, of: 0)
  }
}
