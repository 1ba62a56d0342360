import Numerics

/// A row of an experiment: the settings of one training.
package protocol ExperimentRow: Sendable {
  /// What the settings are called.
  static var columns: [String] { get }
  /// The settings, one for each column; no two rows have the same.
  var cells: [String] { get }
}

/// Trainings that are compared: rows of settings, each trained from several starts, and what is measured
/// of each. Its results are kept in `Chapters/ChapterN/Experiments/NAME.tsv`, which pages read.
package struct Experiment: Sendable {
  package let name: String
  /// What it finds out, in one line.
  let question: String
  /// What the settings are called, and what is measured.
  let columns, measures: [String]
  /// The settings of each row.
  let rows: [[String]]
  /// Each start has a seed of its own, counted from here.
  package let firstSeed: Int
  /// How many starts each row has at the least.
  package let starts: Int
  /// About how long a line takes on one core.
  let seconds: Double
  let measure: @Sendable (_ row: Int, NamedRandom) throws -> [Double]

  /// - Parameters:
  ///   - name: Of the file with its results, without `.tsv`.
  ///   - question: What it finds out, in one line.
  ///   - rows: The settings of the trainings that are compared; no two rows have the same.
  ///   - measures: What the numbers that `measure` returns are called, in their order.
  ///   - firstSeed: By default 2, because recipes were chosen on the book's own seed, 1: what chooses
  ///     must not judge.
  ///   - starts: How many trainings each row has at the least.
  ///   - seconds: About how long one training and its measuring take on one core.
  ///   - measure: Trains with the settings of a row and a start's random numbers, and measures.
  package init<Row: ExperimentRow>(
    _ name: String, _ question: String, rows: [Row], measures: [String], firstSeed: Int = 2,
    starts: Int, seconds: Double,
    measure: @escaping @Sendable (Row, NamedRandom) throws -> [Double]
  ) {
    self.name = name
    self.question = question
    self.rows = rows.map(\.cells)
    self.measures = measures
    self.firstSeed = firstSeed
    self.starts = starts
    self.seconds = seconds
    columns = Row.columns
    self.measure = { try measure(rows[$0], $1) }
    require(Set(self.rows).count == rows.count, "two rows of \(name) have the same settings")
    require(self.rows.allSatisfy { $0.count == columns.count }, "\(name): cells and columns")
  }

  /// Trains one row from one start, and measures.
  ///
  /// - Throws: What its measuring throws.
  func line(row: Int, seed: Int) throws -> TrialLine {
    let values = try measure(row, NamedRandom(seed: UInt64(seed)))
    require(values.count == measures.count, "\(name) measures \(measures.count) numbers")
    return TrialLine(row: row, seed: seed, values: values)
  }
}
