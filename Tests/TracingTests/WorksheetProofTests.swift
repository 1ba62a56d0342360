import ByHand
import Foundation
import Numerics
import TestSupport
import Testing

@testable import Tracing

/// Worksheets of all chapters: what is asked, and whether every slip is told.
@Suite struct WorksheetProofTests {
  /// What was tried on a sheet.
  private struct Tally {
    /// How many slips were tried, and how many were told: as the first guess, and among those printed.
    var (tried, first, told) = (0, 0, 0)
    /// Slips of each kind that were tried, and told.
    var kinds: [Slip.Kind: (tried: Int, told: Int)] = [:]

    mutating func add(_ other: Tally) {
      (tried, first, told) = (tried + other.tried, first + other.first, told + other.told)
      for (kind, n) in other.kinds {
        let old = kinds[kind, default: (0, 0)]
        kinds[kind] = (old.tried + n.tried, old.told + n.told)
      }
    }
  }

  /// A chapter's run as `--worksheet` leaves it.
  private func run(_ chapter: Int, _ body: (URL, RecordedTrace) throws -> Void) throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let run = try Program("chapter\(chapter)").run(
      ["--quiet", "--worksheet", "sheet", "--answers"], in: place)
    try #require(run.code == 0, "\(run.errors)")
    let folder = place.appending(path: "sheet")
    // What somebody may have typed, and the book, stay as they are.
    for (words, says) in [
      (["--worksheet", "sheet"], "perhaps filled in"), (["--worksheet", "."], "is not empty"),
      (["--output", "sheet"], "WORKSHEET.md"),
    ] {
      let again = try Program("chapter\(chapter)").run(["--quiet"] + words, in: place)
      #expect(again.code == 73 && again.errors.contains(says), "\(again.errors)")
    }
    try body(folder, RecordedTrace(.file(folder.appending(path: "trace.tsv").path)))
  }

  private func text(_ folder: URL, _ file: String) throws -> String {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  @Test(arguments: BookChapters.numbers)
  func `every blank can be filled in, and every slip is told`(chapter: Int) throws {
    try run(chapter) { folder, trace in
      let places = try text(folder, "pages.tsv").split(separator: "\n").map { line in
        let fields = line.split(separator: "\t").map(String.init)
        return (page: fields[0], grid: fields[1])
      }
      try checkFiles(folder, trace, places)
      var all = Tally()
      for level in Worksheet.Level.allCases {
        let sheet = try Worksheet(trace, places: places, level: level, seed: 1)
        checkChoice(sheet)
        try checkRight(sheet)
        try checkRandom(sheet)
        all.add(try tally(sheet))
      }
      let kinds = all.kinds.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { "\($0.key) \($0.value.told)/\($0.value.tried)" }.joined(separator: ", ")
      print(
        "chapter \(chapter): of \(all.tried) slips \(all.told) told, \(all.first) as the first guess (\(kinds))"
      )
      #expect(all.tried > 100)
      #expect(Double(all.told) >= 0.95 * Double(all.tried))
    }
  }

  /// What the program wrote is what the sheet of its trace is, and its own answers are right.
  private func checkFiles(
    _ folder: URL, _ trace: RecordedTrace, _ places: [(page: String, grid: String)]
  ) throws {
    let (sheet, names) = try Worksheet.read(text(folder, "blanks.tsv"), file: "list", of: trace)
    let again = try Worksheet(trace, places: places, level: .terms, seed: 1)
    #expect(sheet.blanks.map(\.problem.line) == again.blanks.map(\.problem.line))
    let typed = try text(folder, "WORKSHEET.md")
    let key = try text(folder, "ANSWERS.md")
    let open = try Grade(typed, file: "W", sheet, names)
    #expect(open.marks.count == sheet.blanks.count && open.remarks.isEmpty)
    #expect(open.marks.allSatisfy { $0.verdict == .open })
    #expect(try Grade(key, file: "A", sheet, names).isAllRight)
    var left = 0
    for blank in sheet.blanks {
      #expect(
        FileManager.default.fileExists(atPath: folder.appending(path: "\(blank.page).md").path))
      let answer = blank.problem.value.magnitude.shown
      let head = blank.problem.head(sheet.naming(blank.page, names)) + " = "
      let worked = try text(folder, "\(blank.page).md").components(separatedBy: "\n\n")
        .filter { $0.hasPrefix(head) || $0.hasPrefix("```text\n" + head) }
      let isGivenAway = worked.contains { $0.contains(answer) }
      #expect(!isGivenAway, "\(blank.page) gives (\(blank.number)) away")
      left += worked.contains { $0.contains("(\(blank.number)) ____") } ? 1 : 0
      let numbers = typed.matches(of: /[0-9][0-9.,]*(e[−0-9]+)?/).map { String($0.0) }
      #expect(!numbers.contains(answer), "(\(blank.number)): \(answer) stands on the sheet")
    }
    print("\(trace.name): \(left) of \(sheet.blanks.count) blanks stand in worked lines of pages")
    #expect(left > 0)
  }

  /// At most 40, and never two of a kind in a row.
  private func checkChoice(_ sheet: Worksheet) {
    #expect((3...40).contains(sheet.blanks.count), "level \(sheet.level): \(sheet.blanks.count)")
    let kinds = sheet.blanks.map(\.problem.kind)
    #expect(zip(kinds, kinds.dropFirst()).allSatisfy { $0 != $1 }, "\(kinds)")
    #expect(sheet.blanks.map(\.number) == Array(1...sheet.blanks.count))
  }

  /// Whoever calculates with the printed operands gets the printed answer, and is told so.
  private func checkRight(_ sheet: Worksheet) throws {
    for blank in sheet.blanks {
      let problem = blank.problem
      for value in [problem.operation.value(problem.printed), problem.value] {
        #expect(Marking(problem).verdict(on: value.shown, []) == .right)
      }
    }
  }

  /// A number that nobody calculated is right only if it is the answer.
  private func checkRandom(_ sheet: Worksheet) throws {
    let draws = NamedRandom(seed: 7)["guesses"]
    for (n, blank) in sheet.blanks.enumerated() {
      let (marking, size) = (Marking(blank.problem), max(1, 2 * blank.problem.value.magnitude))
      for k in 0..<50 {
        let guess = TypedNumber.shown(size * (2 * draws.uniform(50 * n + k) - 1))
        if (guess - marking.shown).magnitude <= 1.1 * marking.unit { continue }
        #expect(marking.verdict(on: guess.shown, []) != .right)
      }
    }
  }

  /// Types in what each slip gives, wherever that is another number, and looks at what is told.
  private func tally(_ sheet: Worksheet) throws -> Tally {
    var tally = Tally()
    for blank in sheet.blanks {
      let marking = Marking(blank.problem)
      let mistakes = try marking.mistakes { sheet.trace.lines[$0].name }
      for mistake in mistakes {
        let typed = mistake.value.shown
        let verdict = marking.verdict(on: typed, mistakes)
        #expect(verdict != .right)
        let told = try marking.told(#require(TypedNumber(typed)).value, mistakes).prefix(2)
        let isTold = verdict != .near && told.contains { $0.kind == mistake.kind }
        tally.tried += 1
        tally.told += isTold ? 1 : 0
        tally.first += isTold && told.first?.kind == mistake.kind ? 1 : 0
        let old = tally.kinds[mistake.kind, default: (0, 0)]
        tally.kinds[mistake.kind] = (old.tried + 1, old.told + (isTold ? 1 : 0))
      }
    }
    return tally
  }
}
