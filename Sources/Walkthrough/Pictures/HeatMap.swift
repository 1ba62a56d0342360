import ByHand
import Numerics

/// Grids drawn as coloured cells with their numbers: blue positive, red negative, as strong as the
/// number is large within its panel.
public enum HeatMap {
  public struct Panel {
    let title: String
    let rows: Int
    let columns: Int
    let values: [Double]
    /// Words in place of the numbers of rows and columns.
    var rowLabels: [String]?
    var columnLabels: [String]?

    public init(
      _ title: String, rows: Int, columns: Int, _ values: [Double], rowLabels: [String]? = nil,
      columnLabels: [String]? = nil
    ) {
      self.title = title
      self.rows = rows
      self.columns = columns
      self.values = values
      self.rowLabels = rowLabels
      self.columnLabels = columnLabels
    }

    /// The room that row labels need at the left.
    var margin: Int { rowLabels.map { 7 * ($0.map(\.count).max() ?? 0) } ?? 0 }
    /// The room that column labels need above: words lean, so that they fit beside each other.
    var headroom: Int { columnLabels.map { 12 + 5 * ($0.map(\.count).max() ?? 0) } ?? 0 }
  }

  /// A panel for each setting of a grid's first indices.
  static func panels(
    of grid: Grid, called name: String, rows rowLabels: [String]? = nil,
    columns columnLabels: [String]? = nil
  ) -> [Panel] {
    let columns = grid.shape.last ?? 1
    let rows = grid.shape.count > 1 ? grid.shape[grid.shape.count - 2] : 1
    let size = rows * columns
    let outer = Array(grid.shape.dropLast(2))
    return (0..<grid.count / size).map { n in
      let index = Grid.index(at: n, in: outer).map(String.init)
      let title = index.isEmpty ? name : "\(name)[\(index.joined(separator: ","))]"
      return Panel(
        title, rows: rows, columns: columns, Array(grid.values[n * size..<(n + 1) * size]),
        rowLabels: rowLabels, columnLabels: columnLabels)
    }
  }

  /// The edge of a cell; panels with many cells have small ones, without numbers.
  private static func edge(_ panel: Panel) -> Int {
    panel.values.count > 300 || panel.columns > 18 ? 12 : 44
  }
  private static let gap = 26

  /// Panels side by side, in rows of at most about 850 pixels.
  public static func svg(_ panels: [Panel]) -> String {
    var lines: [String] = []
    var (x, y, height, width) = (gap, 0, 0, 0)
    for panel in panels {
      let cell = edge(panel)
      let (w, h) = (panel.margin + panel.columns * cell, panel.headroom + panel.rows * cell + 40)
      if x > gap && x + w > 850 { (x, y, height) = (gap, y + height, 0) }
      lines += draw(panel, x + panel.margin, y + panel.headroom + 28)
      height = max(height, h)
      x += w + gap
      width = max(width, x)
    }
    return SVG.document(width: width, height: y + height, lines)
  }

  private static func draw(_ panel: Panel, _ x: Int, _ y: Int) -> [String] {
    let cell = edge(panel)
    let hasNumbers = cell > 20
    let largest = max(panel.values.map(\.magnitude).max() ?? 0, .leastNormalMagnitude)
    var lines = [
      SVG.text(
        panel.title, x: x + panel.columns * cell / 2, y: y - 14 - panel.headroom, size: 13)
    ]
    lines += labels(panel, x, y, cell)
    for (i, value) in panel.values.enumerated() {
      let (left, top) = (x + i % panel.columns * cell, y + i / panel.columns * cell)
      let share = value / largest
      lines.append(SVG.cell(left, top, cell, fill: colour(share)))
      if !hasNumbers { continue }
      let text = value.cellText
      let classes = (share.magnitude > 0.65 ? ["w"] : []) + (text.count > 6 ? ["s"] : [])
      let style = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
      lines.append(
        "<text\(style) x=\"\(left + cell / 2)\" y=\"\(top + cell / 2 + 4)\">\(text)</text>")
    }
    return lines
  }

  /// Words or numbers beside the rows and above the columns; small cells have room for words only.
  private static func labels(_ panel: Panel, _ x: Int, _ y: Int, _ cell: Int) -> [String] {
    let hasRoom = cell > 20
    var lines: [String] = []
    for q in 0..<panel.columns {
      let middle = x + q * cell + cell / 2
      if let words = panel.columnLabels {
        lines.append(SVG.leaning(words[q], x: middle, y: y - 5))
      } else if hasRoom {
        lines.append(SVG.text("\(q)", x: middle, y: y - 3, size: 9))
      }
    }
    for r in 0..<panel.rows {
      let middle = y + r * cell + cell / 2 + 3
      if let words = panel.rowLabels {
        lines.append(SVG.text(words[r], x: x - 6, y: middle, size: 11, "end"))
      } else if hasRoom && panel.rows > 1 {
        lines.append(SVG.text("\(r)", x: x - 6, y: middle, size: 9, "end"))
      }
    }
    return lines
  }

  /// White at 0, blue at 1, red at −1.
  private static func colour(_ share: Double) -> String {
    let end = share < 0 ? (190.0, 48.0, 62.0) : (44.0, 106.0, 174.0)
    let s = share.magnitude
    func mix(_ to: Double) -> String { hexadecimal(255 + s * (to - 255)) }
    return "#\(mix(end.0))\(mix(end.1))\(mix(end.2))"
  }

  static func hexadecimal(_ value: Double) -> String {
    let text = String(Int(min(255, max(0, value.rounded()))), radix: 16)
    return text.count == 1 ? "0" + text : text
  }
}

extension Double {
  /// Short enough for a heat map's cell.
  fileprivate var cellText: String {
    if self == 0 { return "0" }
    return magnitude < 0.001 ? scientific(digits: 1) : fixed(magnitude < 10 ? 3 : 2)
  }
}
