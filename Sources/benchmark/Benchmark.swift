import Foundation
import Terminal

/// Measures how fast the project is, as ratios of two things measured in one run on one machine:
/// products against the processor's peak, training steps against their products, and so on.
///
/// Absolute times depend on the machine and on who else uses it; ratios much less. A goal that is
/// missed is shown, but is no failure: only `swift test` judges.
@main
struct Benchmark {
  static let tsv = CommandOption("--tsv", .flag, "one line a figure: name, ratio, goal")
  static let check = CommandOption("--check", .flag, "every measurement once and short, for trial")
  static let only = CommandOption("--only", .text("PART"), "one part, by its first letters")

  static let parts: [(name: String, measure: @Sendable (Bool) throws -> [Figure])] = [
    // First: it asks by how much the most memory that the process has had grows.
    ("growth", { Growth.figures(isCheck: $0) }),
    ("products", { _ in Products.figures() }),
    ("steps", { StepFigures.figures(isCheck: $0) }),
    ("sampling", { SamplingFigures.figures(isCheck: $0) }),
    ("functions", { _ in Functions.figures() }),
    ("tape", { _ in Tape.figures() }),
    ("traces", { try Traces.figures(lines: $0 ? 10_000 : 10_000_000) }),
    ("chapters", { try Chapters.figures(isCheck: $0) }),
  ]

  static func main() {
    Console.ignoreWriteSignals()
    do {
      try run(
        Arguments(
          Array(CommandLine.arguments.dropFirst()),
          options: [tsv, check, only, .help, .version]))
    } catch { Console.fail("benchmark", error) }
  }

  static func run(_ given: Arguments) throws {
    if given.has(.help) || given.has(.version) {
      return try Console.print(given.has(.help) ? help : "Tiny Hat \(Package.version)\n")
    }
    if given.has(check) { (Timing.runs, Timing.secondsPerRun) = (1, 0.001) }
    let chosen = parts.filter { $0.name.hasPrefix(given.text(only) ?? "") }
    if chosen.isEmpty {
      let names = parts.map(\.name).joined(separator: ", ")
      throw Failure.usage("--only \(given.text(only) ?? ""): the parts are \(names)")
    }
    if !given.has(tsv) { try Console.print(Figure.header) }
    for part in chosen {
      for figure in try part.measure(given.has(check)) {
        try Console.print(given.has(tsv) ? figure.tsv : figure.row)
      }
    }
  }

  static var help: String {
    """
    Measures the project's speed, as ratios of what one run measures on one machine.

    swift run -c release benchmark [options]

    \(Arguments.list([tsv, check, only, .help, .version]))

    The parts: \(parts.map(\.name).joined(separator: ", ")). TINYHAT_THREADS=1 keeps to one thread.

    """
  }
}
