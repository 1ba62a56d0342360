import Numerics
import Walkthrough

extension Page {
  /// Every start of every row as a dot.
  ///
  /// - Parameters:
  ///   - name: Of the picture's file.
  ///   - rows: What each row is called, and a value for each of its starts.
  ///   - measure: What was measured, as it stands above the dots.
  ///   - unit: What a value is multiplied by to be shown: 100 for shares in percent.
  ///   - decimals: Of the means in words; by default 3, and 1 for percents.
  package func dots(
    _ name: String, _ rows: [(name: String, values: [Double])], _ measure: String, unit: Double = 1,
    decimals: Int? = nil
  ) {
    let words = rows.map {
      "\($0.name) \((unit * Measured($0.values).mean).fixed(decimals ?? (unit == 1 ? 3 : 1)))"
    }
    let scaled = rows.map { row in (name: row.name, values: row.values.map { unit * $0 }) }
    picture(
      name, DotRows.svg(scaled, xLabel: measure).utf8,
      alt:
        "\(measure), a dot for each start and a line at the mean: \(words.joined(separator: "; "))")
  }
}

extension Measured {
  /// `93.2 ± 4.1`: the mean and the spread between starts, both times `unit`; the line never breaks in it.
  package func spread(unit: Double = 1, decimals: Int = 3) -> String {
    "\((unit * mean).fixed(decimals))\u{a0}±\u{a0}\((unit * deviation).fixed(decimals))"
  }
  /// The same for a share, in percent.
  package var percent: String { "\(spread(unit: 100, decimals: 1))\u{a0}%" }
}

extension Page {
  /// How many walks arrive with models of several sizes, each trained from several starts.
  ///
  /// - Parameters:
  ///   - kept: The walks of the training that the book keeps.
  ///   - trials: The experiment's results, which hold all of `rows`.
  ///   - rows: First the size of the worked step; the others are compared with it.
  ///   - own: The size of the model that walks, one of `rows`.
  package func arrivals<Row: ExperimentRow>(
    _ kept: Arrivals, _ trials: Trials, _ rows: [(name: String, row: Row)], of own: Row
  ) where Row: Equatable {
    let (count, median) = (Arrivals.measures[0], Arrivals.measures[2])
    let starts = trials.values(count, of: own)
    text(
      "Does the size of the model matter? Here each size is trained from \(starts.count) other starts, the size of the worked step in the first row, that of this walk in bold. Each model is rounded to two decimals and walks from the same \(Arrivals.others) noises:"
    )
    var table = Table(
      ["model", "arrive, of \(Arrivals.others)", "each start", "verdict", "median distance"],
      left: [0, 2, 3])
    for (n, row) in rows.enumerated() {
      let verdict =
        n == 0 ? "" : trials.separation(count, row.row, rows[0].row).word(largerIsBetter: true)
      let cells = [
        row.name, trials.measured(count, of: row.row).spread(decimals: 1),
        each(trials.values(count, of: row.row)), verdict,
        trials.measured(median, of: row.row).spread(),
      ]
      table.add(row.row == own ? cells.map { $0.isEmpty ? "" : "**\($0)**" } : cells)
    }
    text(table.markdown)
    text(
      "\(sizeVerdict(trials, rows)) The training that this book keeps, with \(kept.byHand.arrived) of \(Arrivals.others), \(Self.rank(of: Double(kept.byHand.arrived), in: starts)). (The verdicts follow [the rule](chapter1/recipes) for comparing trainings. The worked step keeps to the smallest model, because every number more would be one more to follow.)"
    )
  }

  /// Few numbers one by one, many by the least and the largest.
  private func each(_ values: [Double]) -> String {
    guard values.count > 5, let low = values.min(), let high = values.max() else {
      return values.map { $0.fixed(0) }.joined(separator: ", ")
    }
    return "\(low.fixed(0)) to \(high.fixed(0))"
  }

  /// Which of the larger models do better than the first.
  private func sizeVerdict<Row: ExperimentRow>(
    _ trials: Trials, _ rows: [(name: String, row: Row)]
  ) -> String {
    func names(_ word: String) -> [String] {
      rows.dropFirst().filter {
        trials.separation(Arrivals.measures[0], $0.row, rows[0].row).word() == word
      }.map { "*\($0.name)*" }
    }
    let (better, others) = (
      names("better"), names(Separation.unclear) + names("worse")
    )
    if better.isEmpty { return "None of the larger models does clearly better than the smallest." }
    return
      "So \(better.joined(separator: " and ")) \(better.count == 1 ? "does" : "do") clearly better than *\(rows[0].name)*\(others.isEmpty ? "" : "; \(others.joined(separator: " and ")) \(others.count == 1 ? "doesn't" : "don't")")."
  }

  /// Where a training stands among others by the same recipe.
  private static func rank(of own: Double, in others: [Double]) -> String {
    let (low, high) = (others.min() ?? own, others.max() ?? own)
    if own > high { return "does better than all \(others.count) others of its recipe" }
    if own < low { return "does worse than all \(others.count) others of its recipe" }
    return
      "lies among the \(others.count) others of its recipe, from \(low.fixed(0)) to \(high.fixed(0))"
  }
}
