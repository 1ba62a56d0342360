import ByHand
import Numerics

/// Grids drawn as coloured cells with their numbers: blue positive, red negative, as strong as the
/// number is large within its panel, or within all panels where they are to be compared.
package enum HeatMap {
  /// One matrix with its title.
  package struct Panel {
    let title: String
    let rows: Int
    let columns: Int
    let values: [Double]
    /// Words in place of the numbers of rows and columns.
    var rowLabels: [String]?
    var columnLabels: [String]?
    /// The places of cells with a frame.
    var framed: Set<Int> = []
    /// What stands in the place of numbers that are left out.
    var gaps: [Int: String] = [:]

    /// The edge of a cell; panels with many cells have small ones, without numbers.
    var edge: Int { values.count > 300 || columns > 18 ? 12 : 44 }
    var hasNumbers: Bool { edge > 20 }
    var largest: Double { values.map(\.magnitude).max() ?? 0 }

    /// The room that row labels need at the left.
    var margin: Int { rowLabels.map { 7 * ($0.map(\.count).max() ?? 0) } ?? 0 }
    var width: Int { margin + columns * edge }
    /// The room that column labels need above: words lean, so that they fit beside each other.
    var headroom: Int { columnLabels.map { 12 + 5 * ($0.map(\.count).max() ?? 0) } ?? 0 }
    /// How far leaning words reach beyond the last column.
    var overhang: Int {
      (columnLabels ?? []).enumerated().map { q, words in
        5 * words.count - (columns - q) * edge + edge / 2
      }.max().map { max(0, $0) } ?? 0
    }
  }

  /// A panel for each setting of a grid's first indices.
  static func panels(
    of grid: Grid, called name: String, rows rowLabels: [String]? = nil,
    columns columnLabels: [String]? = nil, framing framed: Set<Int> = [], _ blanks: Blanks = .none
  ) -> [Panel] {
    let columns = grid.shape.last ?? 1
    let rows = grid.shape.count > 1 ? grid.shape[grid.shape.count - 2] : 1
    let size = rows * columns
    let outer = Array(grid.shape.dropLast(2))
    return (0..<grid.count / size).map { n in
      let index = Grid.index(at: n, in: outer).map(String.init)
      let title = index.isEmpty ? name : "\(name)[\(index.joined(separator: ","))]"
      let cells = n * size..<(n + 1) * size
      return Panel(
        title: title, rows: rows, columns: columns, values: Array(grid.values[cells]),
        rowLabels: rowLabels, columnLabels: columnLabels,
        framed: Set(cells.filter { framed.contains(grid.scalars[$0].id) }.map { $0 - n * size }),
        gaps: Dictionary(
          uniqueKeysWithValues: cells.compactMap { cell in
            blanks.mark(grid.scalars[cell].id).map { (cell - n * size, $0) }
          }))
    }
  }

  private static let gap = 26

  private static let widest = 850

  /// Groups of panels side by side, in rows of at most about 850 pixels, and what the colours mean. A
  /// group that fits into a row stays together.
  ///
  /// - Parameter sharesScale: Whether equal colours mean equal numbers in all panels.
  static func svg(_ groups: [[Panel]], sharesScale: Bool = false) -> String {
    let shared = sharesScale ? groups.joined().map(\.largest).max() : nil
    var lines: [String] = []
    var (x, y, height, width) = (gap, 0, 0, 200)
    for group in groups {
      let together = group.map { $0.width + gap }.reduce(-gap, +)
      for (n, panel) in group.enumerated() {
        let needed = n == 0 && gap + together <= widest ? together : panel.width
        if x > gap && x + needed > widest { (x, y, height) = (gap, y + height, 0) }
        lines += draw(
          panel, x + panel.margin, y + panel.headroom + 28, scale: shared ?? panel.largest)
        height = max(height, panel.headroom + panel.rows * panel.edge + 40)
        x += panel.width + gap
        width = max(width, x - gap + max(gap, panel.overhang))
      }
    }
    lines += legend(y: y + height, "colours \(sharesScale ? "shared by all panels" : "by panel")")
    return SVG.document(width: width, height: y + height + 18, lines)
  }

  private static func draw(_ panel: Panel, _ x: Int, _ y: Int, scale: Double) -> [String] {
    let cell = panel.edge
    var lines = [
      SVG.text(
        panel.title, x: x + panel.columns * cell / 2, y: y - 14 - panel.headroom, size: 13)
    ]
    lines += labels(panel, x, y, cell)
    for (i, value) in panel.values.enumerated() {
      let (left, top) = (x + i % panel.columns * cell, y + i / panel.columns * cell)
      let gap = panel.gaps[i]
      let share = gap == nil ? value / max(scale, .leastNormalMagnitude) : 0
      lines.append(SVG.cell(left, top, cell, fill: colour(share)))
      if !panel.hasNumbers { continue }
      let text = gap ?? value.cellText
      let classes = (takesWhiteText(share) ? ["w"] : []) + (text.count > 6 ? ["s"] : [])
      let style = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
      lines.append(
        "<text\(style) x=\"\(left + cell / 2)\" y=\"\(top + cell / 2 + 4)\">\(text)</text>")
    }
    for place in panel.framed.sorted() {
      lines.append(
        SVG.frame(x + place % panel.columns * cell, y + place / panel.columns * cell, cell))
    }
    return lines
  }

  /// Words or numbers beside the rows and above the columns; small cells have room for every eighth.
  private static func labels(_ panel: Panel, _ x: Int, _ y: Int, _ cell: Int) -> [String] {
    var lines: [String] = []
    let every = panel.hasNumbers ? 1 : 8
    for q in 0..<panel.columns where panel.columnLabels != nil || q % every == 0 {
      let middle = x + q * cell + cell / 2
      if let words = panel.columnLabels {
        if words[q].isEmpty { continue }
        lines.append(SVG.leaning(words[q], x: middle, y: y - 5))
      } else {
        lines.append(SVG.text("\(q)", x: middle, y: y - 3, size: 9))
      }
    }
    for r in 0..<panel.rows where panel.rowLabels != nil || (panel.rows > 1 && r % every == 0) {
      let middle = y + r * cell + cell / 2 + 3
      if let words = panel.rowLabels {
        lines.append(SVG.text(words[r], x: x - 6, y: middle, size: 11, "end"))
      } else {
        lines.append(SVG.text("\(r)", x: x - 6, y: middle, size: 9, "end"))
      }
    }
    return lines
  }

  private static func legend(y: Int, _ words: String) -> [String] {
    [
      SVG.cell(gap, y, 9, fill: colour(1)), SVG.text("+", x: gap + 16, y: y + 9, size: 11),
      SVG.cell(gap + 28, y, 9, fill: colour(-1)), SVG.text("−", x: gap + 44, y: y + 9, size: 11),
      SVG.text(words, x: gap + 60, y: y + 9, size: 11, "start"),
    ]
  }

  private static func colour(_ share: Double) -> String {
    "#\(mixed(share).map(hexadecimal).joined())"
  }

  /// White at 0, blue at 1, red at −1: each part from 0 to 255.
  private static func mixed(_ share: Double) -> [Double] {
    let end = share < 0 ? [190.0, 48.0, 62.0] : [44.0, 106.0, 174.0]
    return end.map { 255 + share.magnitude * ($0 - 255) }
  }

  /// Whether white stands out from a cell's colour more than the dark text does (`#1f2328`): by the contrast of
  /// the Web Content Accessibility Guidelines 2.2, which compares relative luminances.
  private static func takesWhiteText(_ share: Double) -> Bool {
    let cell = luminance(mixed(share)) + 0.05
    return 1.05 / cell > cell / (luminance([31, 35, 40]) + 0.05)
  }

  private static func luminance(_ colour: [Double]) -> Double {
    zip([0.2126, 0.7152, 0.0722], colour).reduce(0) { sum, part in
      let value = part.1 / 255
      let linear =
        value <= 0.04045 ? value / 12.92 : Double.exp(2.4 * Double.log((value + 0.055) / 1.055))
      return sum + part.0 * linear
    }
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
