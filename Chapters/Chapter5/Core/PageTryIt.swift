import ChapterKit
import Walkthrough

extension Chapter5Story {
  func tryIt(_ page: Page) throws {
    page.section("Ask for something")
    page.code(
      """
      swift run chapter5 "a dog wearing a big red hat"
      swift run chapter5 "a tiny blue hat on a grey rabbit" --count 16 --seed 7
      """, "sh")
    page.text("If you run it in a terminal, the first painting shows up there, too.")
    page.section("Change something, and see where it shows")
    let tryIt = results.tryIt
    tryIt.compare(page)
    page.checkYourself([
      tryIt.firstDifference
    ])
    page.section("Ask a number where it comes from")
    try tryIt.why(page, "z[0,0,1,0]", depth: 2)
    try tryIt.verify(page)
    page.section("The way on")
    page.text(
      "All of this began with words. [Chapter 6](../chapter6/README.md) shows how a language model itself is trained, and how it writes."
    )
    page.keep("Every number has a name; ask for it.")
  }
}
