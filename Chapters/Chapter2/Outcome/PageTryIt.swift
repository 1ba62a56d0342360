import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func tryIt(_ page: Page) throws {
    page.section("Change something, and see where it shows")
    let tryIt = results.tryIt
    tryIt.compare(page)
    page.checkYourself([
      (
        "Which numbers differ first, and why not earlier?",
        "`\(tryIt.diff.first?.difference.name ?? "")`: nothing before it knows the learning rate. \((tryIt.diff.compared - tryIt.diff.differing).grouped) of \(tryIt.diff.compared.grouped) numbers are equal to the last bit."
      ),
      (
        "`--steps 4`: which pages change?",
        "Only \(page.link("euler")), which shows the sampling, and the pages of its numbers at the end. The draws have names, so more steps do not disturb the others."
      ),
      (
        "`--seed 2`: does the trained model change?",
        "No. It is read from the file that is kept with the chapter; only `--train` makes another one. The worked step starts from other numbers."
      ),
    ])
    page.section("Ask a number where it comes from")
    try tryIt.why(page, "blocks.0.norm1[1,3]", depth: 1)
    page.text("A gradient answers with its chain-rule sum:")
    try tryIt.why(page, "grad.time_embed.mlp.2[1]", depth: 0)
    page.text("And every recipe can be evaluated anew:")
    try tryIt.verify(page)
    page.section("Break something")
    page.text(
      """
      In `Sources/Core/Layers/Positions2D.swift`, give the column's code where the row's should be. Run again: the run stops at the
      first number on which by hand and core disagree, and leaves the old pages as they were. Then change it back.
      """)
    page.section("The way on")
    page.text(
      "This model draws whatever it likes. [Chapter 3](../chapter3/README.md) asks it for a *class* and shows how [*guidance*](chapter3/one-number) makes it listen; [chapter 4](../chapter4/README.md) asks in words."
    )
    page.keep("Every number has a name; ask for it.")
  }
}
