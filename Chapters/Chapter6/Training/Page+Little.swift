import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  /// Trainings on the little text beside each other: what each pair of rows differs in, and the rule's verdict.
  func compare(_ page: Page, _ pairs: [(change: String, from: LittleRow, to: LittleRow)]) {
    let trials = results.little
    var table = Table(
      ["change", "lowest loss before", "and after it", "at step", "verdict"], left: [0, 4])
    for pair in pairs {
      table.add([
        pair.change, trials.measured("best", of: pair.from).spread(),
        trials.measured("best", of: pair.to).spread(),
        trials.measured("step", of: pair.to).mean.fixed(0),
        trials.separation("best", pair.to, pair.from).word(largerIsBetter: false),
      ])
    }
    page.text(table.markdown)
    page.text(
      "(The lowest loss on the held-out stories, from \(Comparisons.little.starts) starts each, with the spread between them, and the mean step at which it's reached; the verdict is [chapter 1's rule](chapter1/recipes).)"
    )
    let clear = pairs.filter { trials.separation("best", $0.to, $0.from).isClear }.map(\.change)
    page.text(
      clear.isEmpty
        ? "So these starts don't show that \(pairs.count == 1 ? "it matters" : "any of the \(pairs.count) changes matters")."
        : "So these starts show a difference for \(clear.joined(separator: "; and for ")).\(clear.count == pairs.count ? "" : " For the rest of the table they show none.")"
    )
  }
}
