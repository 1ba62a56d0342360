import Walkthrough

extension Chapter4Story {
  /// Every number of a step's two passes.
  func numbers(_ page: Page, _ n: Int) {
    page.section("The pass until the words, and the reading")
    page.text(
      "Entry 0 is the prompt, entry 1 the empty one. Which number is which is spelled out on \(page.links(from: "words", to: "rest"))."
    )
    page.pass("step\(n).", layers(Self.before + Self.reading))
    page.check(
      (Self.before + Self.reading).flatMap { layers([$0])[0].grids.map { "step\(n).\($0)" } })
    page.checkYourself([
      (
        "Which numbers of the two entries are the same, and from where on do they differ?",
        "All but the words themselves are equal up to the queries, because both saw the same picture at the same time; keys, values and all that follows differ."
      )
    ])
    page.keep("Two passes that differ in their words alone.")
  }
}
