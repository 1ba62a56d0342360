import ChapterKit
import Core
import Numerics
import Walkthrough

/// What several trainings say of the chapter's models, as pages show it.
extension Chapter2Story {
  var trials: Trials { results.trials }
  /// How many starts stand behind each row.
  var starts: Int { trials.values("members", of: ShapesRow(kind: .dit)).count }

  /// A table of models, each trained from several starts, every start as a dot, and the verdicts on all but
  /// the first.
  ///
  /// - Parameters:
  ///   - rows: Each with what the page calls it; the first is what the others are compared with.
  ///   - heads: What further columns are called, which stand after the name.
  ///   - more: The further cells of a row.
  func compare(
    _ page: Page, _ rows: [(name: String, row: ShapesRow)], _ what: String, heads: [String] = [],
    more: (ShapesModel) -> [String] = { _ in [] }
  ) {
    var table = Table(
      [what] + heads + ["members", "verdict", "members in 4 steps", "missing", "verdict"],
      left: [0, 2 + heads.count, 5 + heads.count])
    let first = rows[0].row
    for (name, row) in rows {
      let members = trials.separation("members", row, first)
      let missing = trials.separation("missing", row, first)
      table.add(
        [name] + more(row.kind) + [
          members.a.percent, row == first ? "" : members.word(),
          trials.measured("members in 4 steps", of: row).percent, missing.a.spread(),
          row == first ? "" : missing.word(largerIsBetter: false),
        ])
    }
    page.text(table.markdown)
    page.dots(
      "members.svg", rows.map { ($0.name, trials.values("members", of: $0.row)) },
      "members of the family, %", unit: 100)
    page.text(
      "\(starts) starts each, \(Comparisons.steps.grouped) steps of training, \(Comparisons.samples.grouped) samples with 32 Euler steps; ± is the spread (standard deviation) between starts. *Missing* is by how much the mean loss lies above the best possible one, \(BestLoss.all.shown) ([chapter 1](chapter1/best-answer)). The verdicts are those of [the rule](chapter1/recipes), against \"\(rows[0].name)\"."
    )
  }

  /// `better by members (93.1 ± 2.0 % against 80.2 ± 5.1 %), and too close to call by what is missing …`
  func verdict(_ row: ShapesRow, against other: ShapesRow) -> String {
    let members = trials.separation("members", row, other)
    let missing = trials.separation("missing", row, other)
    let (first, second) = (members.said(), missing.said(largerIsBetter: false))
    let numbers = (
      "\(members.a.percent) against \(members.b.percent)",
      "\(missing.a.spread()) against \(missing.b.spread())"
    )
    return first == second
      ? "\(first), both by members (\(numbers.0)) and by what is missing from the loss (\(numbers.1))"
      : "\(first) by members (\(numbers.0)), and \(second) by what is missing from the loss (\(numbers.1))"
  }
}
