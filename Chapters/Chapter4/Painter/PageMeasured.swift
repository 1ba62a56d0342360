import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func measuredPage(_ page: Page) {
    guard let readings = results.readings else {
      return page.text("These models were not measured.")
    }
    page.section("How it is counted")
    page.text(
      """
      A judge that knows all \(Sprite.all.count) sprites at nine places each finds the one that is nearest to a painting. It is *as asked* if everything that the
      prompt says is true of it; of a hat that it names, what it leaves out is free, and where it names none, the head must be bare. \(Reading.count) paintings per cell, \(Painter.steps) Euler steps, each from its own noise, prompts in
      \(["zero", "one", "two", "three", "four", "five", "six"][Caption.phrasings]) phrasings; ± is the standard error. Painting and judging were done when the painter was trained, and the counts were kept with it.
      """)
    page.readings(
      ["captions seen in training", "combinations held out", "a cat wearing a tiny hat"], readings)
    page.text(
      "The last column is about sprites that training has never shown in any fur or colour: \(split.never.count) of \(Sprite.all.count)."
    )
    page.section("Everything that was asked, at w = 3")
    page.everythingAsked([results.everythingAsked])
    page.text(
      "*Exchanged* sprites are held out in pairs, such as a black cat with a white hat and a white cat with a black one, so no caption of training tells which colour goes where in them. The phrasings that training never used are, for one sprite: \(newPhrasings)."
    )
    page.everyMiss(readings)
    page.text(missSentence(readings[.title, 1]))
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

  private var newPhrasings: String {
    let caption = Caption(.dog, .black, .init(.tiny, .red))
    return (0..<Caption.newPhrasings).map { "*\(caption.newText($0))*" }.joined(separator: ", ")
  }

  /// What the title's misses do instead, at plain asking.
  private func missSentence(_ r: Reading) -> String {
    let misses = r.misses.map { r.read[$0] }
    if misses.isEmpty { return "" }
    let big = misses.filter { $0.animal == .cat && $0.hat?.size == .big }.count
    let other = misses.filter { $0.animal != .cat && $0.hat?.size == .tiny }.count
    let bare = misses.filter { $0.animal == .cat && $0.hat == nil }.count
    return
      "Asked plainly (w = 1) for the title's sentence, \(misses.count) of \(r.read.count) paintings miss: \(big) are cats with a *big* hat, \(bare) cats without one, \(other) \(other == 1 ? "is another animal" : "are other animals") with a tiny hat."
  }
}
