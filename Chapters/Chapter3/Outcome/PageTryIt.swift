import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func tryIt(_ page: Page) throws {
    page.section("Ask for something else")
    page.code(
      """
      swift run chapter3 --class diagonal
      swift run chapter3 --class 0 --guidance 8
      """, "sh")
    page.text(
      "Then \(page.link("euler")) shows that class and that scale, step by step. (How often such a walk arrives: the table of classes there.)"
    )
    page.section("Change something, and see where it shows")
    let tryIt = results.tryIt
    tryIt.compare(page)
    page.checkYourself([
      tryIt.firstDifference,
      (
        "`--guidance 0`: what does the sampling by hand show then?",
        "The direction is computed and multiplied by 0: the class is ignored, and the picture is whatever the noise leads to."
      ),
    ])
    page.section("Ask a number where it comes from")
    try tryIt.why(page, "condition[0,3]", depth: 1)
    try tryIt.why(page, "step1.guided[0,2,1]", depth: 1)
    try tryIt.verify(page)
    page.section("The way on")
    page.text(
      "Four classes are four words without grammar. [Chapter 4](../chapter4/README.md) asks in sentences: [a row for each word](chapter4/words) in place of one row, and [attention to the words](chapter4/cross-attention)."
    )
    page.keep("Every number has a name; ask for it.")
  }
}
