import ByHand
import Numerics

/// A grid as tables of at most two dimensions each.
enum GridTables {
  /// The last index runs across and the one before it down; a table for each setting of the first
  /// indices, titled with it. One row where the grid has one dimension.
  ///
  /// - Parameter isTight: Without the spaces that align a table in its source.
  static func markdown(
    _ grid: Grid, called name: String, _ blanks: Blanks = .none, isTight: Bool = false
  ) -> String {
    let values = grid.scalars.map { blanks.gap($0.id) ?? $0.value.shown }
    switch grid.shape.count {
    case 0: return "`\(name)` = **\(values[0])**"
    case 1: return row(values, called: name, isTight)
    case 2:
      return matrix(
        values, columns: grid.shape[1],
        rows: (0..<grid.shape[0]).map(String.init), called: name, isTight)
    default:
      let size = grid.count / grid.shape[0]
      let rowShape = Array(grid.shape[1..<grid.shape.count - 1])
      let labels = (0..<rowShape.reduce(1, *)).map { row in
        Grid.index(at: row, in: rowShape).map(String.init).joined(separator: ",")
      }
      return (0..<grid.shape[0]).map { first in
        matrix(
          Array(values[first * size..<(first + 1) * size]),
          columns: grid.shape[grid.shape.count - 1], rows: labels, called: "\(name)[\(first)]",
          isTight)
      }.joined(separator: "\n\n")
    }
  }

  /// More columns than a page is wide.
  private static let widest = 12

  /// One row, or rows of eight where it is long.
  private static func row(_ values: [String], called name: String, _ isTight: Bool) -> String {
    if values.count <= widest {
      return table(values, columns: values.count, rows: [""], corner: "`\(name)`", isTight)
    }
    let rows = (values.count + 7) / 8
    let filled = values + Array(repeating: "", count: 8 * rows - values.count)
    return table(
      filled, columns: 8, rows: (0..<rows).map { "\(8 * $0) +" }, corner: "`\(name)`", isTight)
  }

  /// A wide matrix is cut into pieces of eight columns.
  private static func matrix(
    _ values: [String], columns: Int, rows: [String], called name: String, _ isTight: Bool
  ) -> String {
    if columns <= widest {
      return table(values, columns: columns, rows: rows, corner: "`\(name)`", isTight)
    }
    return stride(from: 0, to: columns, by: 8).map { start in
      let width = min(8, columns - start)
      let piece = rows.indices.flatMap { i in
        values[i * columns + start..<i * columns + start + width]
      }
      return table(
        piece, columns: width, rows: rows, corner: "`\(name)`", isTight, firstColumn: start)
    }.joined(separator: "\n\n")
  }

  private static func table(
    _ cells: [String], columns: Int, rows: [String], corner: String, _ isTight: Bool,
    firstColumn: Int = 0
  ) -> String {
    var table = Table([corner] + (0..<columns).map { "\($0 + firstColumn)" }, left: [0])
    for (i, label) in rows.enumerated() {
      table.add([label.isEmpty ? "" : "**\(label)**"] + cells[i * columns..<(i + 1) * columns])
    }
    return isTight ? table.tight : table.markdown
  }
}
