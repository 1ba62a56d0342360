import ChapterKit
import Dataset
import Walkthrough

extension Chapter4Story {
  func tryIt(_ page: Page) throws {
    page.section("Ask for something")
    page.code(
      """
      swift run chapter4 "a black cat wearing a tiny red hat"
      swift run chapter4 "a big hat on a dog" --guidance 5 --seed 7
      """, "sh")
    page.text(
      "It knows these words: \(Vocabulary.captions.words.map { "`\($0)`" }.joined(separator: " ")). If you run it in a terminal, the first painting shows up there, too."
    )
    page.section("Change something, and see where it shows")
    let tryIt = results.tryIt
    tryIt.compare(page)
    page.checkYourself([
      tryIt.firstDifference,
      (
        "Ask for something that no sprite is, \"a tiny dog\". Why can nobody tell beforehand what it paints?",
        "In training, `tiny` only ever described hats. Try it."
      ),
    ])
    page.section("Ask a number where it comes from")
    try tryIt.why(page, "blocks.0.cross_attn.weights[0,1,1,3]", depth: 1)
    try tryIt.verify(page)
    page.section("The way on")
    page.text(
      "The painter works on the pixels themselves. Larger pictures need a smaller space to paint in, and that is [chapter 5](chapter5/system)."
    )
    page.keep("Every number has a name; ask for it.")
  }
}
