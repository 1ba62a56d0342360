import Numerics

/// A bar chart: for each name one bar a series, side by side.
package enum Bars {
  private static let colours = ["#2c6aae", "#c2560c", "#2f8a4c", "#8250df"]
  private static let (left, top, width, height) = (64, 34, 600, 220)

  /// - Parameters:
  ///   - names: What stands below the groups of bars, from left to right.
  ///   - series: Each with a value, not below 0, for every name.
  ///   - yLabel: What is measured; bars begin at 0.
  package static func svg(
    names: [String], _ series: [(name: String, values: [Double])], yLabel: String
  ) -> String {
    let axis = Axis(from: 0, to: series.flatMap(\.values).max() ?? 1, ticks: 5)
    func tall(_ value: Double) -> Int {
      Int((value / axis.high * Double(height)).rounded())
    }
    var lines = axis.ticks.flatMap { tick -> [String] in
      let y = top + height - tall(tick)
      return [
        "<line class=\"l\" x1=\"\(left)\" y1=\"\(y)\" x2=\"\(left + width)\" y2=\"\(y)\" stroke-opacity=\"0.3\"/>",
        SVG.text(Axis.label(tick), x: left - 6, y: y + 4, size: 11, "end"),
      ]
    }
    let (step, gap) = (width / max(1, names.count), 10)
    let bar = max(2, (step - gap) / max(1, series.count))
    for (i, name) in names.enumerated() {
      let start = left + i * step + gap / 2
      lines.append(
        SVG.text(name, x: start + bar * series.count / 2, y: top + height + 18, size: 12))
      for (n, line) in series.enumerated() {
        let tall = tall(line.values[i])
        lines.append(
          "<rect x=\"\(start + n * bar)\" y=\"\(top + height - tall)\" width=\"\(bar)\" height=\"\(tall)\" fill=\"\(colours[n % colours.count])\"/>"
        )
      }
    }
    for (n, line) in series.enumerated() where series.count > 1 {
      let x = left + 160 * n
      lines.append(
        "<rect x=\"\(x)\" y=\"18\" width=\"14\" height=\"6\" fill=\"\(colours[n % colours.count])\"/>"
      )
      lines.append(SVG.text(line.name, x: x + 20, y: 26, size: 12, "start"))
    }
    lines.append(SVG.text(yLabel, x: 6, y: 12, size: 12, "start"))
    return SVG.document(width: left + width + 30, height: top + height + 32, lines)
  }
}
