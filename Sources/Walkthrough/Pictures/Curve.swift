import Numerics

/// A line chart: values over steps, for one or a few series.
public enum Curve {
  private static let colours = ["#2c6aae", "#c2560c", "#2f8a4c", "#8250df"]

  /// - Parameter series: Each line's name and points, x from left to right.
  public static func svg(
    _ series: [(name: String, points: [(x: Double, y: Double)])], xLabel: String, yLabel: String
  ) -> String {
    let all = series.flatMap(\.points)
    let xs = (all.map(\.x).min() ?? 0, all.map(\.x).max() ?? 1)
    let top = (all.map(\.y).max() ?? 1) * 1.05
    let (left, width, height) = (64.0, 600.0, 260.0)
    func px(_ x: Double) -> Double { left + (x - xs.0) / max(xs.1 - xs.0, 1e-9) * width }
    func py(_ y: Double) -> Double { 34 + (1 - y / top) * height }
    var lines: [String] = []
    for n in 0...4 {
      let value = top * Double(n) / 4
      let y = Int(py(value).rounded())
      lines.append(
        "<line class=\"l\" x1=\"64\" y1=\"\(y)\" x2=\"664\" y2=\"\(y)\" stroke-opacity=\"0.3\"/>")
      lines.append(SVG.text(value.fixed(2), x: 58, y: y + 4, size: 11, "end"))
      let x = xs.0 + (xs.1 - xs.0) * Double(n) / 4
      lines.append(SVG.text(Int(x.rounded()).grouped, x: Int(px(x).rounded()), y: 312, size: 11))
    }
    for (i, line) in series.enumerated() {
      let points = line.points.map { "\(plain(px($0.x))),\(plain(py($0.y)))" }
      let colour = colours[i % colours.count]
      lines.append(
        "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\"\(points.joined(separator: " "))\"/>"
      )
      if series.count > 1 {
        lines.append(
          "<rect x=\"500\" y=\"\(42 + 18 * i)\" width=\"14\" height=\"4\" fill=\"\(colour)\"/>")
        lines.append(SVG.text(line.name, x: 520, y: 49 + 18 * i, size: 12, "start"))
      }
    }
    lines.append(SVG.text(xLabel, x: 364, y: 332, size: 12))
    lines.append(SVG.text(yLabel, x: 6, y: 12, size: 12, "start"))
    return SVG.document(width: 700, height: 340, lines)
  }

  private static func plain(_ value: Double) -> String { value.fixed(1).replacing("−", with: "-") }
}
