import ByHand
import Numerics

/// A grid as tables of at most two dimensions each.
enum GridTables {
  /// The last index runs across and the one before it down; a table for each setting of the first
  /// indices, titled with it. One row where the grid has one dimension.
  static func markdown(_ grid: Grid, called name: String) -> String {
    switch grid.shape.count {
    case 0: return "`\(name)` = **\(grid.values[0].shown)**"
    case 1:
      return table(grid.values.map(\.shown), columns: grid.count, rows: [""], corner: "`\(name)`")
    case 2:
      return table(
        grid.values.map(\.shown), columns: grid.shape[1],
        rows: (0..<grid.shape[0]).map(String.init),
        corner: "`\(name)`")
    default:
      let size = grid.count / grid.shape[0]
      let rowShape = Array(grid.shape[1..<grid.shape.count - 1])
      let labels = (0..<rowShape.reduce(1, *)).map { row in
        Grid.index(at: row, in: rowShape).map(String.init).joined(separator: ",")
      }
      return (0..<grid.shape[0]).map { first in
        let values = grid.values[first * size..<(first + 1) * size].map(\.shown)
        return table(
          values, columns: grid.shape[grid.shape.count - 1], rows: labels,
          corner: "`\(name)[\(first)]`")
      }.joined(separator: "\n\n")
    }
  }

  private static func table(_ cells: [String], columns: Int, rows: [String], corner: String)
    -> String
  {
    var table = Table([corner] + (0..<columns).map(String.init), left: [0])
    for (i, label) in rows.enumerated() {
      table.add([label.isEmpty ? "" : "**\(label)**"] + cells[i * columns..<(i + 1) * columns])
    }
    return table.markdown
  }
}
