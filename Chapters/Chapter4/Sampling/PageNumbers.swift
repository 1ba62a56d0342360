import Walkthrough

extension Chapter4Story {
  /// Every number of a step's two passes, as tables.
  func numbers(_ page: Page, _ n: Int) {
    let parts = layers(Self.before + Self.readingPatches + Self.after)
    if n == 1 {
      page.section("The words of both prompts, read once")
      let words = layers(Self.readWords)
      page.passTables("prompt.", [("Words", ["text.embedding"])] + words)
      page.check(["prompt.text.embedding"] + words.flatMap(\.grids).map { "prompt.\($0)" })
    }
    page.section("The two passes of step \(n)")
    page.text(
      "Entry 0 is the prompt, entry 1 the empty one. \(page.sentence(page.links(from: "until", to: "rest"))) spell out each sum, with the numbers of the training step; here are those of the walk."
    )
    page.passTables("step\(n).", parts)
    page.check(parts.flatMap(\.grids).map { "step\(n).\($0)" })
    if n == chapter.steps {
      page.section("The walks to other prompts")
      page.otherWalks(n, in: run.trace)
    }
  }
}
