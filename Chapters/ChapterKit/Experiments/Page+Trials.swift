import Numerics
import Walkthrough

extension Page {
  /// Every start of every row as a dot.
  ///
  /// - Parameters:
  ///   - name: Of the picture's file.
  ///   - unit: What a value is multiplied by to be shown: 100 for shares in percent.
  package func dots(
    _ name: String, _ rows: [(name: String, values: [Double])], _ measure: String, unit: Double = 1
  ) {
    let rows = rows.map { row in (name: row.name, values: row.values.map { unit * $0 }) }
    let words = rows.map {
      let measured = Measured($0.values)
      return "\($0.name) \(measured.mean.fixed(unit == 1 ? 3 : 1))"
    }
    picture(
      name, DotRows.svg(rows, xLabel: measure).utf8,
      alt:
        "\(measure), a dot for each start and a line at the mean: \(words.joined(separator: "; "))")
  }
}

extension Measured {
  /// `93.2 ± 4.1`: the mean and the spread between starts, both times `unit`.
  package func spread(unit: Double = 1, decimals: Int = 3) -> String {
    "\((unit * mean).fixed(decimals)) ± \((unit * deviation).fixed(decimals))"
  }
  /// The same for a share, in percent.
  package var percent: String { "\(spread(unit: 100, decimals: 1)) %" }
}
