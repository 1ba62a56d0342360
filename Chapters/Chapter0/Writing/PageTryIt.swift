import ChapterKit
import Numerics
import Walkthrough

extension Chapter0Story {
  func tryIt(_ page: Page) throws {
    page.section("Change something, and see where it shows")
    let tryIt = results.tryIt
    let diff = tryIt.diff
    tryIt.compare(page)
    page.section("Ask a number where it comes from")
    try tryIt.why(page, "grad.blocks.0.attention.scaled[1,\(last),0]", depth: 0)
    try tryIt.verify(page)
    page.checkYourself([
      (
        "Teach it another sentence: `swift run chapter0 \"transformers like I\"`. Does it learn to write it?",
        "Yes, by heart. Where a word comes twice, as in *I like I like*, the places tell the two apart."
      ),
      (
        "Which numbers of the forward pass change with `--learning-rate`?",
        "None of the first forward pass, and no gradient: \((diff.compared - diff.differing).grouped) of \(diff.compared.grouped) numbers are equal to the last bit. The first that differs is `\(diff.first?.difference.name ?? "")`."
      ),
      (
        "How many training steps does it take until the model writes its sentence? Try `--train 1`, `--train 2` and `--train 3`.",
        results.firstSteps.outcomes.map {
          "After \($0.steps) it writes `\($0.words)` (the loss before the last step was \($0.loss.fixed(2)))."
        }.joined(separator: " ")
      ),
    ])
    page.section("The way on")
    page.text(
      "You have seen a model learn to *write*. [Chapter 1](../chapter1/README.md) takes the same four strokes (forward, loss, backward, update) to a model that learns to *draw*: it turns noise into pictures."
    )
    page.keep("Every number has a name; ask for it.")
  }
}
