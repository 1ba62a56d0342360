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
      A judge that knows all \(Sprite.all.count) sprites at nine places each finds the one nearest to a painting. The painting is *as asked* if everything that the
      prompt says is true of that sprite. If the prompt names a hat, whatever it leaves out about the hat is free; if it names none, the head must be bare. There are \(Reading.count) paintings per cell, made in \(Painter.steps) Euler steps, each from its own noise, with prompts in
      \(["zero", "one", "two", "three", "four", "five", "six"][Caption.phrasings]) phrasings. ± is the standard error. The paintings were made and judged when the painter was trained, and the counts were kept with it. Each row is a guidance scale w:
      """)
    page.readings(
      ["captions seen in training", "combinations held out", "a cat wearing a tiny hat"], readings)
    page.text(
      "The last column asks for sprites that training never showed, in any fur or colour: \(split.never.count) of \(Sprite.all.count)."
    )
    page.section("Everything that was asked, at w = 3")
    page.everythingAsked([results.everythingAsked])
    page.text(
      "Sprites with *two colours swapped* are held out in pairs, such as a black cat with a white hat and a white cat with a black one, so no caption in training tells the model which colour goes where. Here are the phrasings that training never used, for one sprite: \(newPhrasings)."
    )
    page.everyMiss(readings)
    page.text(missSentence(readings[.title, 1]))
    page.checkYourself([
      (
        "Suppose that none of \(Reading.count) paintings misses. How large could the true share of misses still be?",
        "About 3/\(Reading.count), or \((300.0 / Double(Reading.count)).fixed(2)) %. If it were larger, \(Reading.count) paintings without a miss would be rarer than one time in twenty."
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
      "Asked plainly (w = 1) for the title's sentence, \(misses.count) of \(r.read.count) paintings miss. Of these, \(big) are cats with a *big* hat, \(bare) are cats without a hat, and \(other) \(other == 1 ? "is another animal" : "are other animals") with a tiny hat."
  }
}
