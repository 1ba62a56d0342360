import Numerics

/// Single measurements as dots, a row for each setting, with a line at each row's mean: how far the
/// starts of one setting lie apart, and how much two settings overlap, is seen at once.
package enum DotRows {
  private static let (top, step, right) = (30, 26, 24)

  /// - Parameters:
  ///   - rows: Each with its name and at least one value.
  ///   - xLabel: What is measured; numbers grow to the right.
  package static func svg(_ rows: [(name: String, values: [Double])], xLabel: String) -> String {
    let left = 24 + 7 * (rows.map(\.name.count).max() ?? 0)
    let (width, height) = (440, step * rows.count)
    let all = rows.flatMap(\.values)
    let axis = Axis(from: all.min() ?? 0, to: all.max() ?? 1, ticks: 6)
    func place(_ value: Double) -> Double {
      Double(left) + (value - axis.low) / (axis.high - axis.low) * Double(width)
    }
    var lines = axis.ticks.flatMap { tick -> [String] in
      let x = Int(place(tick).rounded())
      return [
        "<line class=\"l\" x1=\"\(x)\" y1=\"\(top)\" x2=\"\(x)\" y2=\"\(top + height)\" stroke-opacity=\"0.3\"/>",
        SVG.text(Axis.label(tick), x: x, y: top + height + 16, size: 11),
      ]
    }
    for (n, row) in rows.enumerated() {
      let y = top + n * step + step / 2
      lines.append(SVG.text(row.name, x: left - 18, y: y + 4, size: 12, "end"))
      for value in row.values {
        lines.append(
          "<circle cx=\"\(place(value).fixed(1))\" cy=\"\(y)\" r=\"4\" fill=\"#3b8be0\" fill-opacity=\"0.7\"/>"
        )
      }
      let mean = place(row.values.reduce(0, +) / Double(row.values.count)).fixed(1)
      lines.append(
        "<line x1=\"\(mean)\" y1=\"\(y - 9)\" x2=\"\(mean)\" y2=\"\(y + 9)\" stroke=\"#d4780a\" stroke-width=\"2.5\"/>"
      )
    }
    lines.append(
      SVG.text("\(xLabel) (dot: one start; orange: the mean)", x: 6, y: 14, size: 12, "start"))
    return SVG.document(width: left + width + right, height: top + height + 26, lines)
  }
}
