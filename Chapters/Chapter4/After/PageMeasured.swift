import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func measuredPage(_ page: Page) {
    func reading(_ asked: Reading.Asked, _ scale: Double) -> Reading {
      Reading(asked, scale, trained, split)
    }
    guard !reading(.title, 3).read.isEmpty else {
      return page.text("These models were not measured.")
    }
    page.section("How it is counted")
    page.text(
      """
      A judge that knows all \(Sprite.all.count) sprites at nine places each finds the one that is nearest to a painting. It is *as asked* if everything that the
      prompt says is true of it; what the prompt leaves out is free. \(Reading.count) paintings a cell, \(Painter.steps) Euler steps, each from its own noise, prompts in three
      phrasings; ± is the standard error. Painting and judging were done when the painter was trained, and the counts were kept with it.
      """)
    page.readings(
      ["captions seen in training", "combinations held out", "a cat wearing a tiny hat"], reading)
    page.text(
      "The last column is about sprites that training has never shown in any fur or colour: \(split.never.count) of \(Sprite.all.count)."
    )
    page.everyMiss(reading)
    page.text(missSentence(reading(.title, 1)))
    page.checkYourself([
      (
        "If none of \(Reading.count) paintings misses, how large could the true share of misses still easily be?",
        "About 3/\(Reading.count), \((300.0 / Double(Reading.count)).fixed(2)) %: with a larger share, 400 draws without a miss would be rarer than one in twenty."
      )
    ])
    page.keep(
      "What was never shown together can still be asked for together."
    )
  }

  /// What the title's misses do instead, at plain asking.
  private func missSentence(_ r: Reading) -> String {
    let misses = r.misses.map { r.read[$0] }
    if misses.isEmpty { return "" }
    let big = misses.filter { $0.animal == .cat && $0.hat?.size == .big }.count
    let other = misses.filter { $0.animal != .cat && $0.hat?.size == .tiny }.count
    let bare = misses.filter { $0.animal == .cat && $0.hat == nil }.count
    return
      "Asked plainly (w = 1) for the title's sentence, \(misses.count) of \(r.read.count) paintings miss: \(big) are cats with a *big* hat, \(bare) cats without one, \(other) other animals with a tiny hat."
  }

  func tryIt(_ page: Page) throws {
    page.section("Ask for something")
    page.code(
      """
      swift run chapter4 "a black cat wearing a tiny red hat"
      swift run chapter4 "a big hat on a dog" --guidance 5 --seed 7
      """, "sh")
    page.text(
      "The words it knows: \(Vocabulary.captions.words.map { "`\($0)`" }.joined(separator: " ")). On a terminal the first painting is shown there, too."
    )
    page.section("Change something, and see where it shows")
    var other = chapter
    other.learningRate /= 10
    let tryIt = try TryIt(chapter, run, other: other, other.work(trained))
    tryIt.compare(page)
    page.checkYourself([
      tryIt.firstDifference,
      (
        "Say something that no sprite is, \"a tiny dog\". What is painted?",
        "Try it: `tiny` was only ever said of hats."
      ),
    ])
    page.section("Ask a number where it comes from")
    try tryIt.why(page, "blocks.0.cross_attn.weights[0,1,1,3]", depth: 1)
    try tryIt.verify(page)
    page.section("The way on")
    page.text(
      "The painter works on the pixels themselves; larger pictures need a smaller space to paint in. That is [chapter 5](../chapter5/01-system.md)."
    )
    page.keep("Every number has a name; ask for it.")
  }
}
