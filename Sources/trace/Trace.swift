import Core
import Exports
import Foundation
import Terminal
import Tracing

/// The command line of Tracing: compares runs, and asks numbers where they come from.
///
/// Exit 0: the same, or all is well; 1: different, or a recipe does not hold; 64 and more: trouble, as in `sysexits`.
@main
struct TraceCommand {
  static func main() {
    Console.ignoreWriteSignals()
    do {
      let answer = try answer(to: Array(CommandLine.arguments.dropFirst()))
      try Console.print(answer.text)
      exit(answer.isGood ? 0 : 1)
    } catch {
      // What is no failure of the command line is one of a file's contents.
      Console.fail("trace", error, code: error is Failure ? nil : 65)
    }
  }

  static func answer(to words: [String]) throws -> Answer {
    guard let name = words.first, !["--help", "--version"].contains(name) else {
      if words.isEmpty { throw Failure.usage("a command is missing; see --help") }
      return Answer(words[0] == "--help" ? help : "Tiny Hat \(Package.version)\n")
    }
    guard let command = Command.all.first(where: { $0.name == name }) else {
      throw Failure.usage("unknown command '\(name)'; see --help")
    }
    let given = try Arguments(
      Array(words.dropFirst()), options: command.options + [.help], words: command.words)
    return given.has(.help) ? Answer(command.help) : try command.run(given)
  }

  private static var help: String {
    let usages = Command.all.map { "  \($0.usage)\n      \($0.summary)\n" }.joined()
    return """
      Compares runs, and asks numbers where they come from.

      \(usages)
      A run is its name (chapter1 for the book's, chapter1/seed=7 for one with other settings), its folder,
      its trace.tsv, or a .safetensors file (which has no recipes).
      Exit status: 0 the same, or all is well; 1 different; 2 trouble.

      """
  }
}

/// What a command prints, and whether all was the same, or held.
struct Answer {
  let text: String
  let isGood: Bool

  init(_ text: String, isGood: Bool = true) {
    self.text = text
    self.isGood = isGood
  }
}

/// One of the commands, with the options it takes.
struct Command: Sendable {
  let name: String
  let usage: String
  let summary: String
  let options: [CommandOption]
  let words: ClosedRange<Int>
  let run: @Sendable (Arguments) throws -> Answer

  var help: String {
    "swift run \(usage)\n\n\(summary)\n\n\(Arguments.list(options + [.help]))\n"
  }

  static let all = [diff, why, show, verify, sheet, view, grade]

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
    let report = DiffReport(
      diff, a: a.onOneLine(), b: b.onOneLine(), isColoured: isColoured,
      hasRecipes: ![a, b].allSatisfy { $0.hasSuffix(".safetensors") })
    return Answer(report.text, isGood: diff.isSame)
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
    return Answer(why.text, isGood: why.wrong.isEmpty)
  }

  // MARK: show

  private static let csv = CommandOption("--csv", .flag, "as comma-separated values")
  private static let json = CommandOption(
    "--json", .flag,
    "as JSON; numbers that are not finite are the texts \"inf\", \"-inf\" and \"nan\"")

  static let show = Command(
    name: "show", usage: "trace show RUN [NAME] [--csv | --json]",
    summary: "Prints a grid as a table, or one entry; without a name, the list of all grids.",
    options: [csv, json], words: 1...2
  ) { given in
    if given.has(csv) && given.has(json) {
      throw Failure.usage("--csv and --json exclude each other")
    }
    let form: Show.Form = given.has(csv) ? .csv : given.has(json) ? .json : .table
    let trace = try RecordedTrace(source(given.words[0]))
    guard given.words.count == 2 else { return Answer(Show(trace).list(form)) }
    let name = given.words[1]
    if let grid = trace[name] { return Answer(Show(trace).grid(grid, form)) }
    guard let line = trace.find(name) else { throw trace.unknown(name) }
    return Answer(Show(trace).entry(line, form))
  }

  // MARK: verify

  static let verify = Command(
    name: "verify", usage: "trace verify RUN",
    summary: "Evaluates every recipe anew, and checks the checksum; reports what does not hold. "
      + "It cannot know of given numbers that were changed together with the checksum.",
    options: [], words: 1...1
  ) { given in
    let trace = try RecordedTrace(source(given.words[0]), evenIfChanged: true)
    let verification = try Verification(trace)
    return Answer(verification.report, isGood: verification.holds)
  }

  // MARK: sheet

  private static let worksheet = CommandOption(
    "--worksheet", .flag,
    "with blanks to fill in, and a cell beside each that says whether it is right")
  private static let seed = CommandOption(
    "--seed", .whole("N", 0...Int.max), "which blanks (default: 1)")

  static let sheet = Command(
    name: "sheet", usage: "trace sheet RUN OUT.xlsx [--worksheet [--level N] [--seed N]]",
    summary: "Writes the run as a live spreadsheet: every computed number is a formula.",
    options: [worksheet, .level, seed], words: 2...2
  ) { given in
    let (run, out) = (given.words[0], given.words[1])
    try checkWorksheet(given)
    try OutputFile.check(out, example: "run.xlsx")
    let (trace, places) = (try RecordedTrace(source(run)), pages(of: run))
    let blanks = try given.has(worksheet) ? blanks(of: trace, places, run, given) : nil
    var workbook = try Workbook(trace, pages: places, worksheet: blanks)
    return try write(workbook.bytes(), of: trace, to: out)
  }

  /// Refuses a worksheet's options without it.
  private static func checkWorksheet(_ given: Arguments) throws {
    for option in [CommandOption.level, seed] where given.has(option) && !given.has(worksheet) {
      throw Failure.usage("\(option.name) belongs to --worksheet")
    }
  }

  /// The blanks that options ask for.
  private static func blanks(
    of trace: RecordedTrace, _ places: [(page: String, grid: String)], _ run: String,
    _ given: Arguments
  ) throws -> Worksheet {
    let level = given.whole(.level).flatMap(Worksheet.Level.init) ?? .terms
    let sheet = try Worksheet(
      trace, places: places, level: level, seed: UInt64(given.whole(seed) ?? 1))
    if sheet.blanks.isEmpty {
      throw TraceError(
        run,
        "nothing in it can be asked at level \(level.rawValue); a worksheet needs a chapter's run with its pages"
      )
    }
    return sheet
  }

  // MARK: view

  static let view = Command(
    name: "view", usage: "trace view RUN [OTHER] [OUT.html] [--worksheet [--level N] [--seed N]]",
    summary: "Writes the run as a page for a browser, where every number can be asked and changed; "
      + "with OTHER, both runs beside each other.",
    options: [worksheet, .level, seed], words: 1...3
  ) { given in
    let hasOut = given.words.count == 3 || given.words.last?.hasSuffix(".html") == true
    let runs = Array(given.words.prefix(given.words.count - (hasOut ? 1 : 0)))
    guard let run = runs.first else { throw Failure.usage("a run is missing; see --help") }
    try checkWorksheet(given)
    if given.has(worksheet) && runs.count > 1 {
      throw Failure.usage("--worksheet leaves numbers of one run out; give one run")
    }
    let out = hasOut ? given.words[given.words.count - 1] : Self.fileName(of: runs) + ".html"
    try OutputFile.check(out, example: "run.html")
    let trace = try RecordedTrace(source(run))
    let other = try runs.dropFirst().first.map {
      (trace: try RecordedTrace(source($0)), name: $0, diff: try Diff(source(run), source($0)))
    }
    let blanks = try given.has(worksheet) ? blanks(of: trace, pages(of: run), run, given) : nil
    let view = try RunView(
      trace, name: run, places: places(of: run), other: other, worksheet: blanks)
    return try write(Array(view.html.utf8), of: trace, to: out)
  }

  /// What a page of these runs is called unless its reader says so: `chapter1-seed=7`.
  private static func fileName(of runs: [String]) -> String {
    runs.map { run in
      RunName(run) == nil
        ? URL(asGiven: run).lastPathComponent : run.replacing("/", with: "-")
    }.joined(separator: "-")
  }

  /// Which page shows which grid, each page by its title.
  private static func places(of run: String) -> [RunView.Place] {
    let folder = URL(asGiven: path(of: run))
    var titles: [String: String] = [:]
    return pages(of: run).map { page, grid in
      let title =
        titles[page] ?? Self.title(folder.appending(path: "\(page).md").path) ?? page
      titles[page] = title
      return (title, grid)
    }
  }

  /// The first heading of a page; nil where there is none.
  private static func title(_ file: String) -> String? {
    guard let bytes = try? InputFile.bytes(of: file) else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)).replacing("`", with: "") }
  }

  // MARK: grade

  static let grade = Command(
    name: "grade", usage: "trace grade WORKSHEET.md",
    summary:
      "Marks a worksheet that was written by 'chapterN --worksheet DIR' and filled in: right, near, or "
      + "wrong with the likely slip.",
    options: [], words: 1...1
  ) { given in
    let file = URL(asGiven: given.words[0])
    func text(_ url: URL) throws -> String {
      String(decoding: try InputFile.bytes(of: url.relativePath), as: UTF8.self)
    }
    let typed = try text(file)
    func beside(_ name: String) -> URL { file.deletingLastPathComponent().appending(path: name) }
    let list = beside(Worksheet.list)
    for part in [list, beside("trace.tsv")] where !FileManager.default.fileExists(atPath: part.path)
    {
      throw Failure.noInput(
        "\(part.relativePath.onOneLine()) is missing; it was written beside the worksheet, and must stay there"
      )
    }
    let trace = try RecordedTrace(.file(beside("trace.tsv").relativePath))
    let (sheet, names) = try Worksheet.read(try text(list), file: list.relativePath, of: trace)
    let grade = try Grade(typed, file: file.relativePath, sheet, names)
    let folder = file.deletingLastPathComponent().relativePath
    return Answer(
      grade.report(folder: folder == "." ? "" : "\(folder)/".replacing("//", with: "/")),
      isGood: grade.isAllRight)
  }

  // MARK: files

  /// Writes all of a file, or none of it.
  private static func write(_ bytes: [UInt8], of trace: RecordedTrace, to out: String) throws
    -> Answer
  {
    try OutputFile.write(bytes, to: out)
    return Answer(
      "\(out.onOneLine()): \(trace.lines.count.grouped) numbers, \(bytes.count.grouped) bytes\n")
  }

  /// Which page shows which grid, as a run notes it beside its trace; nothing where it does not.
  private static func pages(of run: String) -> [(page: String, grid: String)] {
    let file = URL(asGiven: path(of: run)).appending(path: "pages.tsv").path
    guard let bytes = try? InputFile.bytes(of: file) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t")
      return fields.count == 2 ? (String(fields[0]), String(fields[1])) : nil
    }
  }

  /// The path that names a run: a path as it is, or the place of `chapter1/seed=7` in the package.
  private static func path(of run: String) -> String {
    if FileManager.default.fileExists(atPath: run) { return run }
    return RunName(run)?.folder.path ?? run
  }

  /// A run's folder, a trace, or a safetensors file.
  private static func source(_ run: String) throws -> TraceSource {
    let path = path(of: run)
    let command = run == path ? nil : RunName(run)?.command
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      let reason =
        command.map { "there is no such run; make it: \($0)" } ?? "no such file or folder"
      throw Failure.noInput("\(run): \(reason)")
    }
    if isFolder.boolValue {
      let file = URL(asGiven: path).appending(path: "trace.tsv").path
      guard FileManager.default.fileExists(atPath: file) else {
        let mend = command.map { "write it: \($0)" } ?? "run the chapter to write one"
        throw Failure.noInput("\(run): no trace.tsv in this folder; \(mend)")
      }
      return .file(file)
    }
    return path.hasSuffix(".safetensors") ? try tensors(path) : .file(path)
  }

  /// The tensors of a file as a trace of data.
  private static func tensors(_ path: String) throws -> TraceSource {
    do {
      let file = try Safetensors(bytes: InputFile.bytes(of: path))
      let grids = file.tensors.map { ($0.name, $0.tensor.shape, $0.tensor.values) }
      if let name = grids.map(\.0).first(where: { !TraceWriter.canHold(grid: $0) }) {
        throw TraceError(path, "no trace can hold a tensor called '\(name)'")
      }
      // A setting is one field of one line.
      let settings = file.metadata.sorted { $0.key < $1.key }.map {
        (name: $0.key.onOneLine(), value: $0.value.onOneLine())
      }
      return .text(TraceWriter.text(of: grids, settings: settings), name: path)
    } catch let error as SafetensorsError {
      throw TraceError(path, error.description)
    }
  }
}
