import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func measuredPage(_ page: Page) {
    guard let measured = results.measured else {
      return page.text("These models were not measured.")
    }
    let kept = measured.kept
    page.section("As in chapter 4")
    page.text(
      "The judge, the prompts and the counting are chapter 4's ([how it is counted](chapter4/measured)): \(Reading.count) paintings per cell, \(Painter.steps) Euler steps, \(Caption.phrasings) phrasings. The sprites are the same, too; only their pictures are larger. The share of paintings that are as asked, for each guidance scale w:"
    )
    page.readings(["seen", "held out", "a cat wearing a tiny hat"], kept)
    page.text(
      "Neither the VAE nor the flow was ever shown a cat with a tiny hat, of any fur or colour. No caption in its training named one, either."
    )
    page.text(
      "Guidance counts from t = \(LatentSystem.guided.upperBound.shown) to \(LatentSystem.guided.lowerBound.shown) only (see below). Chapter 4's painter and the trainings of \(page.link("recipes")) use it at all times."
    )
    page.text(titleMisses(kept[.title, 3]))
    page.text(
      "For comparison, [chapter 4's painter](chapter4/measured) at w = 3, which paints pixels at 16×16: \(zip(["seen", "held out", "the title"], measured.chapter4).map { "\($0) \($1.text)" }.joined(separator: ", "))."
    )
    page.text(
      "(± 0.0 means that not one of \(Reading.count) missed. The true share may still be as low as about \((100 - 300 / Double(Reading.count)).fixed(2)) %. If it were much lower, \(Reading.count) paintings without a miss would come up less than one time in 20.)"
    )
    luck(page, measured)
    hats(page, kept[.title, 3])
    crisp(page)
    intervals(page)
    page.everyMiss(kept)
    page.checkYourself([
      (
        "Could a better flow ever paint what the VAE can't?",
        "No: everything it makes goes through the decoder. But the VAE was shown none of these hats on cats either, and it paints them (\(page.link("reconstructions")))."
      )
    ])
    page.keep("The book's question has an answer, and the answer has an error bar.")
  }

  /// How clear the paintings are.
  private func crisp(_ page: Page) {
    page.section("How crisp")
    let (paintings, again) = results.crisp
    page.text(
      "The judge names the nearest sprite, however far away it is. So how far is it? Here are the \(paintings.count) paintings of \(page.link("system")) and of the chapter's contents page, next to what the VAE makes of the \(again.count) unseen sprites themselves (\(page.link("reconstructions"))). A pixel counts as foreign if no sprite, soft edges included, has a colour within \(Palette.tolerance.shown) of its own. (From black to white it's 3.5.)"
    )
    var table = Table(
      [
        "", "to the nearest sprite", "wherever it lies", "the next nearest, times as far: mean",
        "least",
        "foreign pixels of \((LatentSystem.edge * LatentSystem.edge).grouped)",
      ], left: [0])
    for (name, crisp) in [("paintings", paintings), ("sprites through the VAE", again)] {
      table.add([
        name, crisp.distance.fixed(3), crisp.placed.fixed(3),
        crisp.margin.mean.fixed(2),
        crisp.margin.least.fixed(2), crisp.foreign.fixed(1),
      ])
    }
    page.text(table.markdown)
    let (far, placed) = (
      paintings.distance / again.distance, paintings.placed / again.placed
    )
    page.text(
      "The paintings are \(far.fixed(1)) times as far from a sprite as the VAE's own reconstructions. Is that blur, or is it position? The judge knows each sprite at nine places, two pixels apart, and a painting may lie in between. *Wherever it lies* moves the sprite that it reads by halves of a pixel to where it fits best: then the paintings are \(placed > 0.9 * far ? "still " : "")\(placed.fixed(1)) times as far.\(placed > 0.9 * far ? " So it isn't position." : "")"
    )
  }

  /// Every set of captions, from each starting value that there is.
  private func luck(_ page: Page, _ measured: Measurements) {
    page.section("Everything that was asked, at w = 3")
    page.everythingAsked([measured.all])
    page.text(
      "± is the standard error. \(page.sentence(page.link("recipes"))) shows what other starts would have given."
    )
    page.text(
      "Sprites with *two colours swapped* are held out in pairs, as in [chapter 4](chapter4/measured). The new phrasings are chapter 4's, too."
    )
  }

  /// What the title's misses at w = 3 are.
  private func titleMisses(_ title: Reading) -> String {
    let misses = title.misses.map { title.read[$0] }
    if misses.isEmpty { return "At w = 3, the last column has no miss." }
    func counted(_ n: Int, _ one: String, _ more: String) -> String {
      n == 1 ? one : "\(n) \(more)"
    }
    let bare = misses.count { $0.animal == .cat && $0.hat == nil }
    let big = misses.count { $0.animal == .cat && $0.hat?.size == .big }
    let kinds = [
      (bare, "a cat without a hat", "cats without a hat"),
      (big, "a cat with a big one", "cats with a big one"),
      (misses.count - bare - big, "another animal", "other animals"),
    ]
    let list = kinds.filter { $0.0 > 0 }.map(counted).joined(separator: ", ")
    return
      "At w = 3, the last column has \(counted(misses.count, "one miss", "misses")): \(list).\(furs(misses, of: title.read))"
  }

  /// Which fur is missed most often, and how often it's painted at all.
  private func furs(_ misses: [Sprite], of all: [Sprite]) -> String {
    func count(_ fur: Sprite.Fur, in sprites: [Sprite]) -> Int { sprites.count { $0.fur == fur } }
    guard
      let worst = Sprite.Fur.allCases.max(by: { count($0, in: misses) < count($1, in: misses) }),
      misses.count > 1
    else { return "" }
    return
      " The sentence leaves the fur open: \(count(worst, in: misses)) of the \(misses.count) are \(worst); of all \(all.count) paintings, \(count(worst, in: all)) are."
  }
}
