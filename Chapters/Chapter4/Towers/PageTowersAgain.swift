import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func towersAgain(_ page: Page) {
    page.section("The answer")
    page.text("Did the step help? The same three pairs go through the updated towers once more.")
    page.lossAfterStep(prefix: "clip.")
    page.text(
      "The similarities before and after the step; rows are pictures, columns are captions:")
    page.heatMap(
      ["clip.similarity", "clip.second.similarity"].map(grid), titles: ["before", "after"],
      sharesScale: true, rows: pairs.sprites.map(\.animal.rawValue),
      columns: pairs.captions.indices.map { "caption \($0)" },
      alt: "The similarities before and after the step")
    page.text(pairsAndOthers)
    page.lines([grid("clip.second.loss").scalars[0]])
    page.promise(towerNames, prefix: "clip.")
    let nudge = WorkedPairs.nudge
    page.nudge(grid("clip.\(nudge.parameter)")[nudge.index], by: nudge.step, prefix: "clip.")
    page.section("Every number of the pass")
    page.text("These are the sums of the first pass again, with the updated parameters.")
    page.passTables(
      "clip.second.", towerLayers(Self.textParts) + towerLayers(Self.pictureParts) + Self.ends)
    page.check(prefix: "clip.second.")
    page.checkYourself([page.keptPromise(towerNames, prefix: "clip.")])
    page.keep(
      "What counts isn't how close the pairs are, but how much closer they are than all the others."
    )
  }

  /// What the step has done to the cosines of the pairs, and to all others.
  private var pairsAndOthers: String {
    func means(_ name: String) -> (pairs: Double, others: Double) {
      let (all, n) = (grid(name), WorkedPairs.count)
      let sum = all.values.reduce(0, +)
      let own = (0..<n).reduce(0) { $0 + all[$1, $1].value }
      return (own / Double(n), (sum - own) / Double(n * (n - 1)))
    }
    let (before, after) = (means("clip.similarity"), means("clip.second.similarity"))
    let guess = Double.log(Double(WorkedPairs.count))
    return
      "On average, the cosine of the pairs went from \(before.pairs.shown) to \(after.pairs.shown), and that of all others from \(before.others.shown) to \(after.others.shown). So the pairs were \(Self.ahead(before.pairs - before.others)), and now they are \(Self.ahead(after.pairs - after.others)). Guessing would give ln \(WorkedPairs.count) = \(guess.shown): the towers \(value("clip.loss") > guess ? "were worse" : "were better"), and now they are \(value("clip.second.loss") > guess ? "still worse" : "better") by \((value("clip.second.loss") - guess).magnitude.shown)."
  }

  private static func ahead(_ difference: Double) -> String {
    "\(difference.magnitude.shown) \(difference < 0 ? "behind" : "ahead")"
  }

  /// What comes after the blocks.
  private static let ends: [Page.Layer] = [
    ("The captions' arrows", ["joint", "square", "length", "unit"].map { "text.\($0)" }),
    (
      "The pictures' arrows",
      ["visual.mean"] + Page.normSteps("visual.ln_post")
        + ["joint", "square", "length", "unit"].map { "visual.\($0)" }
    ),
    ("Similarity", ["temperature", "similarity"]), ("Logits", ["logits"]),
    ("Each picture chooses", ["rows.nll", "rows.loss", "rows.probabilities"]),
    ("Each caption chooses", ["columns.nll", "columns.loss", "columns.probabilities"]),
    ("Loss", ["loss"]),
  ]
}
