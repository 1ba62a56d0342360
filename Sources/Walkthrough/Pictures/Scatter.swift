import Numerics

/// Points on two axes, a colour for each kind.
package enum Scatter {
  private static let colours = ["#2c6aae", "#be303e", "#2e8b57", "#c98a1b", "#7a4fa3", "#555555"]

  /// - Parameters:
  ///   - series: Each kind's name and points.
  ///   - xLabel: What grows to the right.
  ///   - yLabel: What grows upward.
  package static func svg(
    _ series: [(name: String, points: [(x: Double, y: Double)])], xLabel: String, yLabel: String
  ) -> String {
    let all = series.flatMap(\.points)
    let (width, height, margin) = (520.0, 360.0, 40.0)
    func place(_ value: Double, _ values: [Double], _ length: Double) -> Double {
      let (low, high) = (values.min() ?? 0, values.max() ?? 1)
      return (value - low) / max(high - low, .leastNormalMagnitude) * length
    }
    let (xs, ys) = (all.map(\.x), all.map(\.y))
    var lines = [
      SVG.text(xLabel, x: Int(margin + width / 2), y: Int(height + margin + 28), size: 12),
      SVG.text(yLabel, x: 4, y: 14, size: 12, "start"),
    ]
    for (n, kind) in series.enumerated() {
      let colour = colours[n % colours.count]
      for point in kind.points {
        let (x, y) = (
          margin + place(point.x, xs, width), 24 + height - place(point.y, ys, height)
        )
        lines.append(
          "<circle cx=\"\(x.fixed(1))\" cy=\"\(y.fixed(1))\" r=\"4\" fill=\"\(colour)\" fill-opacity=\"0.75\"/>"
        )
      }
      let top = 30 + 20 * n
      lines.append(
        "<circle cx=\"\(Int(width + margin) + 24)\" cy=\"\(top)\" r=\"5\" fill=\"\(colour)\"/>")
      lines.append(SVG.text(kind.name, x: Int(width + margin) + 36, y: top + 4, size: 12, "start"))
    }
    return SVG.document(width: Int(width + margin) + 110, height: Int(height + margin) + 40, lines)
  }
}
