import Numerics

/// Points on two axes, a colour for each kind.
package enum Scatter {
  private static let colours = ["#2c6aae", "#be303e", "#2e8b57", "#c98a1b", "#7a4fa3", "#555555"]
  private static let (left, top, width, height) = (48.0, 28.0, 520.0, 360.0)

  /// - Parameters:
  ///   - series: Each kind's name and points.
  ///   - xLabel: What grows to the right.
  ///   - yLabel: What grows upward.
  package static func svg(
    _ series: [(name: String, points: [(x: Double, y: Double)])], xLabel: String, yLabel: String
  ) -> String {
    let all = series.flatMap(\.points)
    let (xs, ys) = (axis(all.map(\.x)), axis(all.map(\.y)))
    let (right, bottom) = (Int(left + width), Int(top + height))
    func px(_ x: Double) -> Double { left + (x - xs.low) / (xs.high - xs.low) * width }
    func py(_ y: Double) -> Double { top + (ys.high - y) / (ys.high - ys.low) * height }
    var lines: [String] = []
    for tick in xs.ticks {
      let x = Int(px(tick).rounded())
      lines.append(grid(x, Int(top), x, bottom))
      lines.append(SVG.text(Axis.label(tick), x: x, y: bottom + 16, size: 11))
    }
    for tick in ys.ticks {
      let y = Int(py(tick).rounded())
      lines.append(grid(Int(left), y, right, y))
      lines.append(SVG.text(Axis.label(tick), x: Int(left) - 6, y: y + 4, size: 11, "end"))
    }
    for (n, kind) in series.enumerated() {
      let colour = colours[n % colours.count]
      for point in kind.points {
        lines.append(
          "<circle cx=\"\(px(point.x).fixed(1))\" cy=\"\(py(point.y).fixed(1))\" r=\"4\" fill=\"\(colour)\" fill-opacity=\"0.75\"/>"
        )
      }
      let y = Int(top) + 6 + 20 * n
      lines.append("<circle cx=\"\(right + 24)\" cy=\"\(y)\" r=\"5\" fill=\"\(colour)\"/>")
      lines.append(SVG.text(kind.name, x: right + 36, y: y + 4, size: 12, "start"))
    }
    lines.append(SVG.text(xLabel, x: Int(left + width / 2), y: bottom + 34, size: 12))
    lines.append(SVG.text(yLabel, x: 4, y: 14, size: 12, "start"))
    return SVG.document(width: right + 110, height: bottom + 42, lines)
  }

  private static func axis(_ values: [Double]) -> Axis {
    Axis(from: values.min() ?? 0, to: values.max() ?? 1, ticks: 5)
  }

  private static func grid(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int) -> String {
    "<line class=\"l\" x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\" stroke-opacity=\"0.3\"/>"
  }
}
