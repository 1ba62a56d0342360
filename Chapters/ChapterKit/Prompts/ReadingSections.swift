import Dataset
import Numerics
import Walkthrough

extension Page {
  /// What was read of the paintings at every guidance scale, as a table.
  ///
  /// - Parameter heads: What the columns are called, from the captions seen to the title.
  package func readings(
    _ heads: [String], _ readings: Readings
  ) {
    var table = Table(["w"] + heads)
    for scale in Reading.scales {
      table.add(["\(scale.shown)"] + readings[scale].map(\.text))
    }
    text(table.markdown)
  }

  /// Every painting that was not as asked, counted and folded.
  package func everyMiss(_ readings: Readings) {
    section("Every miss")
    for scale in Reading.scales {
      let misses = readings[scale].flatMap { r in
        r.misses.map { "\(r.captions[$0].text($0 % 3)) → \(r.read[$0].name)" }
      }
      if misses.isEmpty {
        text("At w = \(scale.shown) there are none.")
        continue
      }
      let counted = Dictionary(grouping: misses) { $0 }.map { ($0, $1.count) }
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      folded(
        "w = \(scale.shown): \(misses.count) of \(3 * Reading.count)",
        "```text\n\(counted.map { "\($1) × \($0)" }.joined(separator: "\n"))\n```")
    }
  }

  /// What the judge has read of some paintings of a prompt, as a table.
  package func verdicts(_ verdicts: [Judge.Verdict], of prompt: Prompt) {
    var table = Table(["painting", "nearest sprite", "distance", "as asked"], left: [1, 3])
    for (n, verdict) in verdicts.enumerated() {
      table.add([
        "\(n + 1)", verdict.member.name, verdict.distance.fixed(3),
        prompt.isTrue(of: verdict.sprite) ? "✓" : "no",
      ])
    }
    text(table.markdown)
  }
}
