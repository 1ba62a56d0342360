import Core
import Foundation
import Numerics
import Terminal

/// What was measured of one row's training from one start.
struct TrialLine: Sendable, Equatable {
  let row, seed: Int
  let values: [Double]
}

/// The file of an experiment's results: tab-separated, a line for each row and start, numbers in full.
struct TrialFile: Sendable {
  let experiment: Experiment
  let url: URL

  init(_ experiment: Experiment, chapter: Int, root: URL = Package.root) {
    self.experiment = experiment
    url = root.appending(path: "Chapters/Chapter\(chapter)/Experiments/\(experiment.name).tsv")
  }

  private var header: [String] { experiment.columns + ["seed"] + experiment.measures }

  /// What has been measured so far; nothing where there is no file yet.
  ///
  /// - Throws: `Failure.badData` if the file is damaged or of other settings, `.noInput` if it cannot be
  ///   read.
  func lines() throws -> [TrialLine] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    let text = String(decoding: try InputFile.bytes(of: url.path), as: UTF8.self)
    let all = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
      text.hasSuffix("\n") ? 1 : 0)
    guard all.first.map({ $0.components(separatedBy: "\t") }) == header else {
      throw bad(1, "its columns should be \(header.joined(separator: ", "))")
    }
    var lines: [TrialLine] = []
    for (n, text) in all.enumerated().dropFirst() {
      let line = try line(n + 1, String(text))
      if lines.contains(where: { $0.row == line.row && $0.seed == line.seed }) {
        throw bad(n + 1, "the same settings and seed stand above")
      }
      lines.append(line)
    }
    return lines
  }

  private func line(_ number: Int, _ text: String) throws -> TrialLine {
    let cells = text.components(separatedBy: "\t")
    let settings = experiment.columns.count
    guard cells.count == header.count else {
      throw bad(number, "it has \(cells.count) cells, not \(header.count)")
    }
    guard let row = experiment.rows.firstIndex(of: Array(cells[..<settings])) else {
      throw bad(number, "no row of the experiment has these settings; remove the line")
    }
    guard let seed = Int(cells[settings]), seed >= 0 else {
      throw bad(number, "'\(cells[settings])' is no seed")
    }
    let values = try cells[(settings + 1)...].map { cell in
      guard let value = Double(cell), value.isFinite else {
        throw bad(number, "'\(cell)' is no finite number")
      }
      return value
    }
    return TrialLine(row: row, seed: seed, values: values)
  }

  private func bad(_ line: Int, _ reason: String) -> Failure {
    .badData("\(url.path), line \(line): \(reason)")
  }

  /// A line as it stands in the file.
  func text(of line: TrialLine) -> String {
    (experiment.rows[line.row] + ["\(line.seed)"] + line.values.map { "\($0)" })
      .joined(separator: "\t")
  }

  /// Adds a line at its place in the declared order. The file is whole at every moment.
  ///
  /// - Throws: As `lines` does; `Failure.cannotCreate` if it cannot be written.
  func add(_ line: TrialLine) throws {
    let lines = (try lines() + [line]).sorted { ($0.row, $0.seed) < ($1.row, $1.seed) }
    let text = ([header.joined(separator: "\t")] + lines.map(text)).joined(separator: "\n") + "\n"
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw Failure.cannotCreate("cannot write \(url.path): \(error.localizedDescription)")
    }
  }
}
