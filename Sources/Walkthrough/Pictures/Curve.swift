import Numerics

/// A line chart: values over steps, for one or a few series.
package enum Curve {
  private static let colours = ["#2c6aae", "#c2560c", "#2f8a4c", "#8250df"]
  private static let (left, top, width, height) = (64.0, 34.0, 600.0, 260.0)

  /// - Parameters:
  ///   - series: Each line's name and points, x from left to right.
  ///   - xLabel: What grows to the right.
  ///   - yLabel: What grows upward.
  ///   - isLogarithmic: Whether equal distances upward are equal factors; a y of 0 then lies on the edge.
  ///   - namesAbove: Whether the names stand above the chart, for lines that would run through them.
  package static func svg(
    _ series: [(name: String, points: [(x: Double, y: Double)])], xLabel: String, yLabel: String,
    isLogarithmic: Bool = false, namesAbove: Bool = false
  ) -> String {
    let all = series.flatMap(\.points)
    let xs = Axis(from: all.map(\.x).min() ?? 0, to: all.map(\.x).max() ?? 1, ticks: 5)
    let ys = isLogarithmic ? Axis(decades: all.map(\.y)) : Axis(upFromZero: all.map(\.y))
    let y = { isLogarithmic ? Double.log(max($0, ys.low)) : $0 }
    let (low, high) = (y(ys.low), y(ys.high))
    func px(_ x: Double) -> Double { left + share(x, xs.low, xs.high) * width }
    func py(_ value: Double) -> Double { top + (1 - share(y(value), low, high)) * height }
    var lines: [String] = []
    for tick in ys.ticks {
      let y = Int(py(tick).rounded())
      lines.append(
        "<line class=\"l\" x1=\"64\" y1=\"\(y)\" x2=\"664\" y2=\"\(y)\" stroke-opacity=\"0.3\"/>")
      lines.append(SVG.text(Axis.label(tick), x: 58, y: y + 4, size: 11, "end"))
    }
    for tick in xs.ticks {
      lines.append(SVG.text(Axis.label(tick), x: Int(px(tick).rounded()), y: 312, size: 11))
    }
    for (i, line) in series.enumerated() {
      let points = line.points.map { "\(plain(px($0.x))),\(plain(py($0.y)))" }
      let colour = colours[i % colours.count]
      lines.append(
        "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\"\(points.joined(separator: " "))\"/>"
      )
      if series.count > 1 && !line.name.isEmpty {
        let (x, y) = namesAbove ? (64 + 140 * i, 20) : (480, 42 + 18 * i)
        lines.append(
          "<rect x=\"\(x)\" y=\"\(y)\" width=\"14\" height=\"4\" fill=\"\(colour)\"/>")
        lines.append(SVG.text(line.name, x: x + 20, y: y + 7, size: 12, "start"))
      }
    }
    lines.append(SVG.text(xLabel, x: 364, y: 332, size: 12))
    lines.append(SVG.text(yLabel, x: 6, y: 12, size: 12, "start"))
    return SVG.document(width: 700, height: 340, lines)
  }

  /// How far along an axis a value lies. In halves, so that the axis may be as long as numbers go.
  private static func share(_ value: Double, _ low: Double, _ high: Double) -> Double {
    (value / 2 - low / 2) / max(high / 2 - low / 2, 0.5e-9)
  }

  private static func plain(_ value: Double) -> String { value.fixed(1).replacing("−", with: "-") }
}

/// A chart's axis with round numbers on it.
struct Axis {
  let low: Double
  let high: Double
  let ticks: [Double]

  /// About so many ticks at multiples of 1, 2 or 5 times a power of ten; the axis ends with the data.
  init(from low: Double, to high: Double, ticks count: Int) {
    let span = max(high / Double(count) - low / Double(count), 1e-9)
    var power = 1.0
    while power > span { power /= 10 }
    while power * 10 <= span { power *= 10 }
    let step = [2, 5, 10].map { $0 * power }.first { $0 >= span } ?? span
    let first = (low / step).rounded(.up)
    self.low = low
    self.high = max(high, low + 1e-9)
    ticks = (0...count + 1).map { (first + Double($0)) * step }.filter {
      $0.isFinite && $0 / 2 <= high / 2 * (1 + 1e-9)
    }
  }

  /// From 0, or from the lowest value below it.
  init(upFromZero values: [Double]) {
    self.init(from: min(0, values.min() ?? 0), to: values.max() ?? 1, ticks: 5)
  }

  /// Ticks at 1, 3, 10, 30, …, or, where these would be many, at 1, 100, 10,000, … or the like; the axis
  /// ends at ticks. Only values above 0 are on it.
  init(decades values: [Double]) {
    let values = values.filter { $0 >= .leastNormalMagnitude }
    let (low, high) = (values.min() ?? 1, values.max() ?? 1)
    var (value, all) = (1.0, [Double]())
    while value > low { value /= 10 }
    let decades = Int(((Double.log(high) - Double.log(value)) / Double.log(10)).rounded(.up))
    let step = (0..<(decades + 5) / 6).reduce(1.0) { power, _ in power * 10 }
    while (all.last ?? 0) < high && value.isFinite {
      all += decades > 6 ? [value] : [value, 3 * value]
      value *= decades > 6 ? step : 10
    }
    let first = all.lastIndex { $0 <= low } ?? 0
    let last = all.firstIndex { $0 >= high } ?? all.count - 1
    ticks = Array(all[first...max(first, last)])
    self.low = ticks[0]
    self.high = ticks[ticks.count - 1]
  }

  static func label(_ value: Double) -> String {
    if value == value.rounded() && value.magnitude < 1e9 { return Int(value).grouped }
    if value.magnitude < 0.0001 || value.magnitude >= 1e9 { return value.scientific(digits: 1) }
    let text = value.fixed(4)
    return String(text.reversed().drop { $0 == "0" }.reversed())
  }
}
