import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func longTexts(_ page: Page) {
    let (trained, longest) = (LengthRow.trained, LengthRow.asked.last ?? LengthRow.trained)
    let rows = Comparisons.lengthRows
    page.section("Trained on \(trained) tokens, asked about \(longest)")
    page.text(
      """
      Four small models (\(LanguageModel<Float>(Sizes.longTexts(.rotary)).parameterCount.grouped) parameters, \(LanguageModel<Float>(Sizes.longTexts(.learned)).parameterCount.grouped) with learned places) were trained on windows of \(trained) tokens, from \(Comparisons.lengths.starts) starts each. Then they were asked about the held-out stories in windows of \(LengthRow.asked.map(String.init).joined(separator: ", ")) tokens.
      More text before a token should make it *easier* to guess. The loss:
      """)
    var table = Table(
      ["positions"] + LengthRow.asked.map { "\($0) tokens" }
        + ["from \(trained) to \(longest)", "verdict"], left: [0, 5])
    for row in rows {
      let change = change(row)
      table.add(
        [row.positions.rawValue]
          + LengthRow.asked.map { results.lengths.measured("\($0)", of: row).spread() }
          + [change.difference.fixed(3), change.word(largerIsBetter: false)])
    }
    page.text(table.markdown)
    page.text(
      "(± is the spread between starts; the verdict, by [chapter 1's rule](chapter1/recipes), compares each model with itself: whether the mean of the \(Comparisons.lengths.starts) differences is further from 0 than chance explains. In the row *none* a token knows its place only from how much stands before it.)"
    )
    page.dots(
      "lengths.svg",
      rows.map { ($0.positions.rawValue, results.lengths.values("\(longest)", of: $0)) },
      "loss at \(longest) tokens")
    page.text(verdict(rows))
    page.text(
      "Learned places after the \(trained)th were never trained: their rows were drawn, and decay has made them smaller, nothing more. With RoPE the angles at distances from \(trained) on are new to the model. ALiBi takes more from a score the farther back it reaches, so what is far beyond the training's distances hardly counts; it was invented for this."
    )
    page.inRealSystems(
      "Models with RoPE are brought to longer texts by turning more slowly (position interpolation, NTK scaling, YaRN) and training a little more."
    )
    page.keep(
      "Ask a model only about lengths that it has seen, or give it places that fade with distance.")
  }

  /// The loss on the longest texts beside that on those of the training, start by start.
  private func change(_ row: LengthRow) -> Separation {
    func values(_ length: Int) -> [Double] { results.lengths.values("\(length)", of: row) }
    return Separation(paired: values(LengthRow.asked.last ?? 0), values(LengthRow.trained))
  }

  private func verdict(_ rows: [LengthRow]) -> String {
    let changes = rows.map { (name: $0.positions.rawValue, change: change($0)) }
    func named(_ isIn: (Separation) -> Bool) -> String {
      changes.filter { isIn($0.change) }.map(\.name).joined(separator: ", ")
    }
    let worse = named { $0.isClear && $0.difference > 0 }
    let better = named { $0.isClear && $0.difference < 0 }
    let most = changes.max { $0.change.difference < $1.change.difference }
    return
      "\(worse.isEmpty ? "No model becomes clearly worse." : "Worse with longer texts (by row): \(worse).") \(better.isEmpty ? "No model gains from them." : "Better: \(better).") The largest change is that of *\(most?.name ?? "")*: \((most?.change.difference ?? 0).fixed(3))."
  }
}
