import Numerics

/// A comparison as text for a terminal.
package struct DiffReport {
  private let diff: Diff
  private let names: (a: String, b: String)
  private let isColoured: Bool
  private let hasRecipes: Bool

  /// - Parameters:
  ///   - diff: What was found when the two were compared.
  ///   - a: What the first run is called.
  ///   - b: What the second run is called.
  ///   - isColoured: Whether a terminal shows it, with bold and red.
  ///   - hasRecipes: Whether the runs say how their numbers came about, line by line.
  package init(
    _ diff: Diff, a: String, b: String, isColoured: Bool = false, hasRecipes: Bool = true
  ) {
    self.hasRecipes = hasRecipes
    self.diff = diff
    names = (a, b)
    self.isColoured = isColoured
  }

  /// Where the runs part, the grids that differ, and a verdict; it ends with a line feed.
  package var text: String {
    var parts = ["A  \(names.a)\nB  \(names.b)"]
    if !diff.settings.isEmpty { parts.append(settings) }
    parts += [firstStep(), table(), onlyInOne(), all(), verdict].compactMap { $0 }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func bold(_ text: String) -> String { isColoured ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
  private func red(_ text: String) -> String { isColoured ? "\u{1b}[31m\(text)\u{1b}[0m" : text }

  private var settings: String {
    let rows = diff.settings.map { [$0.name, $0.a ?? "–", $0.b ?? "–"] }
    return bold("Settings that differ") + "\n"
      + Columns.aligned([["", "A", "B"]] + rows, left: 1)
  }

  private func firstStep() -> String? {
    if let step = diff.first { return bold("The runs part at") + "\n" + describe(step) }
    guard let step = diff.firstRecipe else { return nil }
    return bold("All compared values are equal, but not all recipes; the first that differs")
      + "\n" + describe(step)
  }

  private func describe(_ step: Diff.Step) -> String {
    let d = step.difference
    if !hasRecipes { return "  \(bold(d.name))\n  A  \(red("\(d.a)"))\n  B  \(red("\(d.b)"))" }
    let sameRecipe = step.recipes.a == step.recipes.b
    let second = sameRecipe ? "the same recipe" : step.recipes.b
    return """
        \(bold(d.name))
        A  \(red("\(d.a)"))  line \(step.lines.a)  \(step.recipes.a)
        B  \(red("\(d.b)"))  line \(step.lines.b)  \(second)
      """
  }

  /// The head of the table of grids that differ, then a row for each.
  package var rows: [[String]] {
    [["grid", "entries", "differ", "largest abs", "at", "rel", "at", "ulp", "at"]]
      + diff.grids.map { grid in
        [grid.name, "\(grid.entries)", "\(grid.differing)"]
          + cells(grid.largestAbsolute) { $0.absolute }
          + cells(grid.largestRelative) { $0.relative } + cells(grid.largestUlps) { $0.ulps }
      }
  }

  private func table() -> String? {
    if diff.grids.isEmpty { return nil }
    var text =
      bold("Grids that differ, in the order computed") + "\n"
      + Columns.aligned(rows, left: 1)
    for grid in diff.grids where grid.onlyA + grid.onlyB > 0 {
      text +=
        "\n  \(grid.name): another shape; \(grid.onlyA) entries only in A, \(grid.onlyB) only in B"
    }
    return text
  }

  private func cells(_ largest: Diff.Difference?, _ size: (Diff.Difference) -> Double) -> [String] {
    guard let largest else { return ["", ""] }
    let bracket = largest.name.firstIndex(of: "[")
    return [Columns.short(size(largest)), bracket.map { String(largest.name[$0...]) } ?? ""]
  }

  private func onlyInOne() -> String? {
    var lines: [String] = []
    for (run, grids) in [("A", diff.onlyA), ("B", diff.onlyB)] where !grids.isEmpty {
      lines.append(bold("Grids only in \(run)"))
      lines += grids.map { "  \($0.name)  \($0.entries) \($0.entries == 1 ? "entry" : "entries")" }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private func all() -> String? {
    if diff.all.isEmpty { return nil }
    let rows = diff.all.map {
      [$0.name, "\($0.a)", "\($0.b)", Columns.short($0.absolute), Columns.short($0.ulps)]
    }
    return bold("Every entry that differs") + "\n"
      + Columns.aligned([["entry", "A", "B", "abs", "ulp"]] + rows, left: 1)
  }

  /// How much was compared, and how much of it differs.
  package var verdict: String {
    let counts = "\(diff.compared.grouped) numbers in \(diff.gridsCompared.grouped) grids compared"
    if diff.isSame {
      return "\(counts): no number differs\(diff.settings.isEmpty ? "" : ", though settings do")."
    }
    return
      "\(counts): \(diff.differing.grouped) \(diff.differing == 1 ? "differs" : "differ"), in \(diff.grids.count.grouped) grid\(diff.grids.count == 1 ? "" : "s")."
  }
}

/// Text in aligned columns.
enum Columns {
  /// The first `left` columns are left-aligned, the others right-aligned.
  static func aligned(_ rows: [[String]], left: Int) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.indices.map { i in
        let space = String(repeating: " ", count: widths[i] - row[i].count)
        return i < left ? row[i] + space : space + row[i]
      }
      let line = "  " + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  /// A size in three digits, for a table in a terminal.
  static func short(_ value: Double) -> String {
    if value == 0 || value.isInfinite || value.isNaN {
      return value.isInfinite ? "inf" : "\(value)"
    }
    if value == value.rounded(), value.magnitude < 1e6 { return "\(Int(value))" }
    return value.scientific(digits: 3).replacing("−", with: "-")
  }
}
