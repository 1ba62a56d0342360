import Foundation
import Numerics
import Terminal

/// The results of an experiment, as pages read them.
package struct Trials: Sendable {
  private let experiment: Experiment
  private let lines: [TrialLine]

  /// - Throws: `Failure.noInput` if the file is missing or lacks starts that the experiment declares;
  ///   `Failure.badData` if it is damaged.
  package init(_ experiment: Experiment, chapter: Int) throws {
    try self.init(TrialFile(experiment, chapter: chapter), called: "chapter\(chapter)")
  }

  init(_ file: TrialFile, called chapter: String) throws {
    (experiment, lines) = (file.experiment, try file.lines())
    for (n, row) in experiment.rows.enumerated() {
      let found = lines.count { $0.row == n }
      if found < experiment.starts {
        throw Failure.noInput(
          "\(file.url.path) has \(found) of \(experiment.starts) starts of \(row.joined(separator: ", ")); measure them: swift run -c release experiments \(chapter)/\(experiment.name)"
        )
      }
    }
  }

  /// How many trainings there are in all.
  package var count: Int { lines.count }

  /// What was measured of a row, a number for each start.
  package func values(_ measure: String, of row: some ExperimentRow) -> [Double] {
    guard let column = experiment.measures.firstIndex(of: measure),
      let number = experiment.rows.firstIndex(of: row.cells)
    else { stop("\(experiment.name) has no \(measure) of \(row.cells)") }
    return lines.filter { $0.row == number }.map { $0.values[column] }
  }

  /// The mean over a row's starts, and their spread.
  package func measured(_ measure: String, of row: some ExperimentRow) -> Measured {
    Measured(values(measure, of: row))
  }

  /// What the starts say of two rows.
  package func separation(
    _ measure: String, _ a: some ExperimentRow, _ b: some ExperimentRow
  ) -> Separation {
    Separation(values(measure, of: a), values(measure, of: b))
  }
}
