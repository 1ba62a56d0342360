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

extension Page {
  /// How many walks arrive with larger models, each trained from several starts.
  ///
  /// - Parameter rows: The model of the page first.
  package func arrivals<Row: ExperimentRow>(_ trials: Trials, _ rows: [(name: String, row: Row)]) {
    let (count, median) = (Arrivals.measures[0], Arrivals.measures[2])
    let starts = trials.values(count, of: rows[0].row)
    text(
      "Is it the training, or the size of the model? Here are \(starts.count) other trainings of this one, and of larger ones; each is rounded to two decimals and walks from the same \(Arrivals.others) noises:"
    )
    var table = Table(
      ["model", "arrive, of \(Arrivals.others)", "each start", "verdict", "median distance"],
      left: [0, 2, 3])
    for (n, row) in rows.enumerated() {
      let verdict =
        n == 0 ? "" : trials.separation(count, row.row, rows[0].row).word(largerIsBetter: true)
      table.add([
        row.name, trials.measured(count, of: row.row).spread(decimals: 1),
        trials.values(count, of: row.row).map { $0.fixed(0) }.joined(separator: ", "), verdict,
        trials.measured(median, of: row.row).spread(),
      ])
    }
    text(table.markdown)
    let most = rows.max {
      trials.measured(count, of: $0.row).mean < trials.measured(count, of: $1.row).mean
    }
    let means = rows.map { trials.measured(count, of: $0.row).mean }
    text(
      "(The verdict is [chapter 1's rule](chapter1/recipes).) \(most.map { $0.name == rows[0].name ? "None of the larger ones does better." : "The highest mean is that of \($0.name): \((means.max() ?? 0).fixed(1)) of \(Arrivals.others), against \(means[0].fixed(1)). We don't work such a model, because every number more would be one more to follow by hand." } ?? "")"
    )
  }
}
