import Tracing

/// How two runs differ, as the page shows it: what `trace diff` prints, as tables.
struct ViewDifference: Encodable {
  /// Names of settings, and their values in both runs.
  let settings: [[String]]
  /// Where the runs part, with both numbers and both recipes; empty where no number differs.
  let first: [String]
  /// The table's head, then a row for each grid that differs.
  let table: [[String]]
  let onlyA: [String]
  let onlyB: [String]
  let verdict: String

  init(_ diff: Diff) {
    let report = DiffReport(diff, a: "", b: "")
    settings = diff.settings.map { [$0.name, $0.a ?? "–", $0.b ?? "–"] }
    first =
      diff.first.map {
        let d = $0.difference
        return [d.name, "\(d.a)", "\(d.b)", $0.recipes.a, $0.recipes.b]
      } ?? []
    table = report.rows
    onlyA = diff.onlyA.map(\.name)
    onlyB = diff.onlyB.map(\.name)
    verdict = report.verdict
  }
}
