import Core
import Foundation
import Numerics
import Terminal

/// What a chapter's program does when `experiments` asks it: tell of its experiments, measure one, or make
/// one line anew.
struct Experimenter {
  let chapter: Int
  let experiments: [Experiment]
  let console: Console

  static let list = CommandOption("--experiments", .flag, "what can be measured")
  static let measure = CommandOption("--experiment", .text("NAME"), "measure what is missing")
  static let again = CommandOption("--again", .text("NAME"), "make a line anew and compare")
  static let starts = CommandOption("--starts", .whole("N", 2...1000), "starts of each row")
  static let options = [list, measure, again, starts, .quiet]

  /// True if the words ask for experiments: then they are answered.
  static func answers(_ words: [String], _ chapter: Int, _ experiments: [Experiment]) async throws
    -> Bool
  {
    let asks = [list, measure, again].contains { option in
      words.first == option.name || words.first?.hasPrefix("\(option.name)=") == true
    }
    guard asks else { return false }
    let given = try Arguments(words, options: options)
    let own = Experimenter(
      chapter: chapter, experiments: experiments, console: Console(quiet: given.has(.quiet)))
    if given.has(list) { try own.tell() }
    if let name = given.text(measure) {
      try await own.complete(own.named(name), starts: given.whole(starts))
    }
    if let name = given.text(again) { try own.repeatLine(of: own.named(name)) }
    return true
  }

  private func named(_ name: String) throws -> Experiment {
    guard let found = experiments.first(where: { $0.name == name }) else {
      let names = experiments.map(\.name).joined(separator: ", ")
      throw Failure.usage(
        "chapter \(chapter) has no experiment '\(name)'; it has \(names.isEmpty ? "none" : names)")
    }
    return found
  }

  /// A line for each experiment: name, lines there, lines declared, seconds a line, question.
  private func tell() throws {
    for experiment in experiments {
      let lines = try TrialFile(experiment, chapter: chapter).lines().count
      let all = experiment.rows.count * experiment.starts
      try Console.print(
        "chapter\(chapter)/\(experiment.name)\t\(lines)\t\(all)\t\(experiment.seconds)\t\(experiment.question)\n"
      )
    }
  }

  /// Measures what the file lacks, two trainings at a time, one start of every row before the next.
  private func complete(_ experiment: Experiment, starts: Int?) async throws {
    let file = TrialFile(experiment, chapter: chapter)
    let there = try file.lines()
    let seeds = experiment.firstSeed..<experiment.firstSeed + (starts ?? experiment.starts)
    let missing = seeds.flatMap { seed in
      experiment.rows.indices.map { (row: $0, seed: seed) }
    }.filter { want in !there.contains { $0.row == want.row && $0.seed == want.seed } }
    console.progress(
      "chapter\(chapter)/\(experiment.name): \(missing.count) of \(seeds.count * experiment.rows.count) trainings to do"
    )
    var done = 0
    try await withThrowingTaskGroup(of: TrialLine.self) { group in
      func keep(_ line: TrialLine) throws {
        try file.add(line)
        done += 1
        console.progress("\(done) of \(missing.count): \(file.text(of: line))")
      }
      for (n, next) in missing.enumerated() {
        if n >= 2, let line = try await group.next() { try keep(line) }
        group.addTask { try experiment.line(row: next.row, seed: next.seed) }
      }
      for try await line in group { try keep(line) }
    }
  }

  /// Makes the first line anew.
  ///
  /// - Throws: `Failure.noInput` if there is none, `.disagreement` if it differs.
  private func repeatLine(of experiment: Experiment) throws {
    let file = TrialFile(experiment, chapter: chapter)
    guard let old = try file.lines().first else {
      throw Failure.noInput("\(file.url.path) has no line to make anew")
    }
    let new = try experiment.line(row: old.row, seed: old.seed)
    guard file.text(of: new) == file.text(of: old) else {
      throw Failure.disagreement(
        "\(file.url.path): '\(file.text(of: old))' is now '\(file.text(of: new))'")
    }
    try console.summary(
      "chapter\(chapter)/\(experiment.name): row \(old.row + 1), seed \(old.seed): the same numbers"
    )
  }
}
