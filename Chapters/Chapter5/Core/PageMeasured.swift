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
      "The same judge, the same prompts, the same count: \(Reading.count) paintings per cell, \(Painter.steps) Euler steps, three phrasings ([how it is counted](chapter4/measured)). The family is larger only in pixels."
    )
    page.readings(["seen", "held out", "a cat wearing a tiny hat"], kept)
    page.text(
      "No cat with a tiny hat, of any fur or colour, was in the training of the VAE or of the flow, which has learned its words as well."
    )
    page.text(
      "(± 0.0 says that not one of \(Reading.count) was missed; the true share may then still be about \((100 - 300 / Double(Reading.count)).fixed(2)) %: much below that, no miss in \(Reading.count) would be less likely than 1 in 20.)"
    )
    page.text(titleMisses(kept[.title, 3]))
    page.text(
      "[Chapter 4's painter](chapter4/measured), which paints pixels at 16×16 and reads the towers' words, has at w = 3: \(zip(["seen", "held out", "the title"], measured.chapter4).map { "\($0) \($1.text)" }.joined(separator: ", "))."
    )
    luck(page, measured)
    hatUnsaid(page, measured.hatUnsaid)
    page.everyMiss(kept)
    page.checkYourself([
      (
        "Could a better flow ever paint what the VAE cannot?",
        "No: all that it makes goes through the decoder. But the VAE was shown none of these hats on cats either, and paints them (\(page.link("reconstructions")))."
      )
    ])
    page.keep("The title's question has an answer, and the answer has an error bar.")
  }

  /// The same training from other starting values.
  private func luck(_ page: Page, _ measured: Measurements) {
    page.section("Luck")
    page.text(
      "Nothing in the training asks for a cat with a tiny hat, so nothing holds this share to a value. The same training from other starting values, w = 3:"
    )
    let names = ["the kept flow"] + Comparisons.starts.indices.map { "start \($0 + 2)" }
    var table = Table(["", "seen", "held out", "a cat wearing a tiny hat"], left: [0])
    var titles: [Double] = []
    for (name, readings) in zip(names, [measured.kept[3]] + measured.otherStarts) {
      table.add([name] + readings.map(\.text))
      titles.append(100 * readings[2].share)
    }
    page.text(table.markdown)
    let all = Measured(titles)
    page.text(
      "In the mean the title is right in \(all.mean.fixed(1)) %, with a deviation of \(all.deviation.fixed(1)) from start to start. What else it hangs on: \(page.link("recipes"))."
    )
  }

  /// Prompts that say nothing of a hat, as no caption of the flow's training did.
  private func hatUnsaid(_ page: Page, _ asked: [Measurements.HatUnsaid]) {
    page.section("Asked for less than was ever said")
    let count = Measurements.HatUnsaid.count
    page.text(
      "The flow's captions always say whether there is a hat. What does it paint if nothing is said of one? \(count) paintings a prompt, w = 3:"
    )
    var table = Table(["prompt", "that animal", "no hat", "a tiny one", "a big one"], left: [0])
    for (caption, read) in asked.map({ ($0.caption, $0.read) }) {
      table.add(
        [caption.text(), "\(read.count(where: caption.fits))"]
          + [nil, Sprite.Size.tiny, .big].map { size in "\(read.count { $0.hat?.size == size })" })
    }
    page.text(table.markdown)
  }

  /// What the title's misses at w = 3 are.
  private func titleMisses(_ title: Reading) -> String {
    let misses = title.misses.map { title.read[$0] }
    if misses.isEmpty { return "At w = 3 the last column has no miss." }
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
      "The last column has \(counted(misses.count, "one miss", "misses")) at w = 3: \(list)."
  }
}
