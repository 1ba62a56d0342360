import Core
import Foundation
import Terminal
import Tracing

/// The command line of Tracing: compares runs, and asks numbers where they come from.
///
/// Exit 0: the same, or all is well; 1: different, or a recipe does not hold; 2: trouble.
@main
struct TraceCommand {
  static func main() {
    Console.ignoreWriteSignals()
    do {
      exit(try run(Array(CommandLine.arguments.dropFirst())) ? 0 : 1)
    } catch {
      Console.write("trace: \((error as? Failure)?.message ?? "\(error)")\n", to: 2)
      exit(2)
    }
  }

  /// Whether all was the same, or held.
  static func run(_ words: [String]) throws -> Bool {
    guard let name = words.first, !["--help", "--version"].contains(name) else {
      if words.isEmpty { throw Failure.usage("a command is missing; see --help") }
      try Console.print(words[0] == "--help" ? help : "Tiny Hat \(Package.version)\n")
      return true
    }
    guard let command = Command.all.first(where: { $0.name == name }) else {
      throw Failure.usage("unknown command '\(name)'; see --help")
    }
    let given = try Arguments(
      Array(words.dropFirst()), options: command.options + [.help], words: command.words)
    if given.has(.help) {
      try Console.print(command.help)
      return true
    }
    return try command.run(given)
  }

  private static var help: String {
    let usages = Command.all.map { "  \($0.usage)\n      \($0.summary)\n" }.joined()
    return """
      Compares runs, and asks numbers where they come from.

      \(usages)
      A run is its folder, its trace.tsv, or a .safetensors file (which has no recipes).
      Exit status: 0 the same, or all is well; 1 different; 2 trouble.

      """
  }
}

/// One of the commands, with the options it takes.
struct Command: Sendable {
  let name: String
  let usage: String
  let summary: String
  let options: [CommandOption]
  let words: ClosedRange<Int>
  let run: @Sendable (Arguments) throws -> Bool

  var help: String {
    "swift run \(usage)\n\n\(summary)\n\n\(Arguments.list(options + [.help]))\n"
  }

  static let all = [diff, why, show, verify]

  // MARK: diff

  private static let absolute = CommandOption(
    "--abs", .notNegative("X"), "numbers may differ by so much")
  private static let relative = CommandOption(
    "--rel", .notNegative("X"), "numbers may differ by this fraction of the larger")
  private static let ulps = CommandOption(
    "--ulps", .notNegative("N"), "numbers may differ by so many units in the last place")
  private static let every = CommandOption("--all", .flag, "list every entry that differs")

  static let diff = Command(
    name: "diff", usage: "trace diff A B [--abs X] [--rel X] [--ulps N] [--all]",
    summary: "Compares two runs; names the first step at which they part.",
    options: [absolute, relative, ulps, every], words: 2...2
  ) { given in
    let tolerance = Diff.Tolerance(
      absolute: given.number(absolute), relative: given.number(relative), ulps: given.number(ulps))
    let (a, b) = (given.words[0], given.words[1])
    let diff = try Diff(try source(a), try source(b), tolerance, keepAll: given.has(every))
    let isColoured =
      isatty(1) == 1 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    try Console.print(DiffReport(diff, a: a, b: b, isColoured: isColoured).text)
    return diff.isSame
  }

  // MARK: why

  private static let depth = CommandOption(
    "--depth", .whole("N", 0...1000), "how many levels of operands to follow (default: 1)")

  static let why = Command(
    name: "why", usage: "trace why RUN NAME [--depth N]",
    summary: "Prints the recipes under a number, or the chain rule's terms under a gradient.",
    options: [depth], words: 2...2
  ) { given in
    let trace = try RecordedTrace(source(given.words[0]))
    guard let line = trace.find(given.words[1]) else { throw trace.unknown(given.words[1]) }
    let why = try Why(trace, line: line, depth: given.whole(depth) ?? 1)
    try Console.print(why.text)
    return why.wrong.isEmpty
  }

  // MARK: show

  private static let csv = CommandOption("--csv", .flag, "as comma-separated values")
  private static let json = CommandOption("--json", .flag, "as JSON")

  static let show = Command(
    name: "show", usage: "trace show RUN [NAME] [--csv | --json]",
    summary: "Prints a grid as a table; without a name, the list of all grids.",
    options: [csv, json], words: 1...2
  ) { given in
    if given.has(csv) && given.has(json) {
      throw Failure.usage("--csv and --json exclude each other")
    }
    let form: Show.Form = given.has(csv) ? .csv : given.has(json) ? .json : .table
    let trace = try RecordedTrace(source(given.words[0]))
    guard given.words.count == 2 else {
      try Console.print(Show(trace).list(form))
      return true
    }
    let name = given.words[1]
    guard let grid = trace[name] else { throw trace.unknown(name) }
    try Console.print(Show(trace).grid(grid, form))
    return true
  }

  // MARK: verify

  static let verify = Command(
    name: "verify", usage: "trace verify RUN",
    summary: "Evaluates every recipe anew and reports the first that does not hold.",
    options: [], words: 1...1
  ) { given in
    let verification = try Verification(RecordedTrace(source(given.words[0])))
    try Console.print(verification.report)
    return verification.wrong == 0
  }

  /// A run's folder, a trace, or a safetensors file.
  private static func source(_ path: String) throws -> TraceSource {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw TraceError(path, "no such file or folder")
    }
    if isFolder.boolValue {
      let file = URL(filePath: path).appending(path: "trace.tsv").path
      guard FileManager.default.fileExists(atPath: file) else {
        throw TraceError(path, "no trace.tsv in this folder; run the chapter to write one")
      }
      return .file(file)
    }
    guard path.hasSuffix(".safetensors") else { return .file(path) }
    do {
      let file = try Safetensors(data: Data(contentsOf: URL(filePath: path)))
      let grids = file.tensors.map { ($0.name, $0.tensor.shape, $0.tensor.values) }
      let settings = file.metadata.sorted { $0.key < $1.key }.map {
        (name: $0.key, value: $0.value)
      }
      return .text(TraceWriter.text(of: grids, settings: settings), name: path)
    } catch let error as SafetensorsError {
      throw TraceError(path, error.description)
    }
  }
}
