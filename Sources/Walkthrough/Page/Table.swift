import Numerics

/// A Markdown table, aligned in the source as well: people also read pages in an editor.
package struct Table {
  /// Where a column's cells stand.
  package enum Alignment { case left, right }

  private let header: [String]
  private let alignment: [Alignment]
  private var rows: [[String]] = []

  /// Columns are right-aligned unless `left` lists them.
  package init(_ header: [String], left: Set<Int> = []) {
    self.header = header
    alignment = header.indices.map { left.contains($0) ? .left : .right }
  }

  /// - Parameter row: A cell of Markdown for each column; bars in it are escaped.
  package mutating func add(_ row: [String]) {
    require(row.count == header.count, "\(row.count) cells for \(header.count) columns")
    rows.append(row)
  }

  /// The whole table without the spaces that align it in its source: for very many numbers.
  var tight: String {
    let cells = ([header] + rows).map { $0.map { $0.replacing("|", with: "\\|") } }
    func line(_ row: [String]) -> String { "|\(row.joined(separator: "|"))|" }
    let rule = alignment.map { $0 == .left ? "-" : "-:" }
    return ([line(cells[0]), line(rule)] + cells.dropFirst().map(line)).joined(separator: "\n")
  }

  /// The whole table, without a line feed at its end.
  package var markdown: String {
    let cells = ([header] + rows).map { $0.map { $0.replacing("|", with: "\\|") } }
    let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    func line(_ row: [String]) -> String {
      let padded = row.indices.map { i in
        let space = String(repeating: " ", count: max(3, widths[i]) - row[i].count)
        return alignment[i] == .left ? row[i] + space : space + row[i]
      }
      return "| \(padded.joined(separator: " | ")) |"
    }
    let rule = header.indices.map { i in
      String(repeating: "-", count: max(3, widths[i]) + 1) + (alignment[i] == .left ? "-" : ":")
    }
    return ([line(cells[0]), "|\(rule.joined(separator: "|"))|"] + cells.dropFirst().map(line))
      .joined(separator: "\n")
  }
}
