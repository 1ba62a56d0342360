import ByHand
import Foundation
import TestSupport
import Testing

@testable import Tracing

/// Worksheets of a small run, and how they are marked.
@Suite struct WorksheetTests {
  /// A worksheet of the small run, all of whose grids stand on one page.
  private func sheet(_ level: Worksheet.Level, seed: UInt64 = 1) throws -> Worksheet {
    let trace = try Sample.trained()
    let places = trace.grids.map { (page: "01-all", grid: $0.name) }
    return try Worksheet(trace, places: places, level: level, seed: seed)
  }

  private let chapter = Worksheet.Chapter(
    title: "a sample", heading: { $0 }, names: { _, grid in grid })

  /// The sheet with something typed after each number.
  private func filled(_ sheet: Worksheet, _ answer: (Worksheet.Blank) -> String) -> String {
    sheet.blanks.reduce(sheet.markdown(chapter, path: "W.md")) { text, blank in
      text.replacing("(\(blank.number)) ____", with: "(\(blank.number)) \(answer(blank))")
    }
  }

  private func grade(_ sheet: Worksheet, _ text: String) throws -> Grade {
    try Grade(text, file: "W.md", sheet, chapter.names)
  }

  @Test(arguments: Worksheet.Level.allCases)
  func `the same seed gives the same sheet, another seed another`(level: Worksheet.Level) throws {
    func text(_ seed: UInt64) throws -> String {
      try sheet(level, seed: seed).markdown(chapter, path: "W.md")
    }
    #expect(try text(1) == text(1))
    #expect(try Set([1, 2, 3].map(text)).count == 3)
  }

  @Test(arguments: Worksheet.Level.allCases)
  func `right answers are right, an empty sheet is open`(level: Worksheet.Level) throws {
    let sheet = try sheet(level)
    #expect(!sheet.blanks.isEmpty)
    let right = try grade(sheet, filled(sheet) { $0.problem.value.shown })
    #expect(right.isAllRight && right.remarks.isEmpty, "\(right.report(folder: ""))")
    let open = try grade(sheet, sheet.markdown(chapter, path: "W.md"))
    #expect(open.marks.allSatisfy { $0.verdict == .open } && !open.isAllRight)
  }

  @Test func `the list beside a sheet brings it back`() throws {
    let sheet = try sheet(.terms)
    let text = try sheet.listText { _, grid in "short." + grid }
    let (back, names) = try Worksheet.read(text, file: "blanks.tsv", of: sheet.trace)
    #expect(back.level == .terms && back.seed == 1)
    #expect(back.blanks.map(\.problem.line) == sheet.blanks.map(\.problem.line))
    #expect(back.blanks.map(\.problem.part) == sheet.blanks.map(\.problem.part))
    let grid = try #require(
      sheet.trace.lines[sheet.blanks[0].problem.line].name.split(separator: "[").first)
    #expect(names("01-all", String(grid)) == "short." + grid)
  }

  @Test(arguments: [
    ("", "no list"), ("# tiny-hat worksheet\tlevel 9\tseed 1\n", "no list"),
    ("# tiny-hat worksheet\tlevel 1\tseed 1\n", "lists no blanks"),
    ("# tiny-hat worksheet\tlevel 1\tseed 1\n2\tloss\t-\tp\n", "blank 1 is missing"),
    ("# tiny-hat worksheet\tlevel 1\tseed 1\n1\tlost\t-\tp\n", "the trace has no lost"),
    ("# tiny-hat worksheet\tlevel 1\tseed 1\n1\tloss\t7\tp\n", "has no product 7"),
    ("# tiny-hat worksheet\tlevel 1\tseed 1\n1\tloss\n", "four fields"),
  ])
  func `a damaged list is one clear error`(text: String, says: String) throws {
    let trace = try Sample.trained()
    do {
      _ = try Worksheet.read(text, file: "blanks.tsv", of: trace)
      Issue.record("accepted")
    } catch { #expect("\(error)".contains(says), "\(error)") }
  }

  @Test func `a damaged sheet loses nothing`() throws {
    let sheet = try sheet(.terms)
    let whole = filled(sheet) { $0.problem.value.shown }
    #expect(throws: TraceError.self) { try grade(sheet, "# nothing here\n") }
    let without = whole.split(separator: "\n").filter { !$0.contains("(2) ") }
      .joined(separator: "\n")
    let missing = try grade(sheet, without)
    #expect(missing.remarks == ["(2) is missing from the sheet"])
    #expect(missing.marks.count { $0.verdict == .right } == sheet.blanks.count - 1)
    let twice = try grade(sheet, whole + "\n= (1) 77\n= (99) 5\n")
    #expect(twice.remarks.contains { $0.hasPrefix("(1) stands there 2 times") })
    #expect(twice.remarks.contains { $0.hasPrefix("(99) is none of the") })
    #expect(twice.marks[0].verdict == .right)
    let odd = try grade(sheet, filled(sheet) { $0.number == 1 ? "about a half" : "____" })
    #expect(odd.marks[0].verdict == .unreadable("about a half"))
    #expect(odd.report(folder: "").contains("1 unreadable"))
  }

  @Test(arguments: [
    ("0.2671", 0.2671, 4), ("−0.5", -0.5, 1), ("-.25", -0.25, 2), ("__1,5__", 1.5, 1), ("3", 3, 0),
    ("2.5e-4", 2.5e-4, 5), ("2.500e−4", 2.5e-4, 7), ("3.1·10^-4", 3.1e-4, 5), ("**7.**", 7, 0),
  ])
  func `numbers are read as people type them`(text: String, value: Double, places: Int) throws {
    let number = try #require(TypedNumber(text))
    #expect(number.value == value)
    #expect((number.unit * Double("1e\(places)")! - 1).magnitude < 1e-12)
  }

  @Test(arguments: ["", "-", ".", "1.2.3", "half", "1/2", "1e9999", "0x10", "nan", "inf", "1 2 x"])
  func `what is no number is none`(text: String) { #expect(TypedNumber(text) == nil) }

  @Test func `few digits and a rounding on the way are near, not wrong`() throws {
    let trace = Trace()
    let (x, w) = (
      trace.given(.data, "x", [3], [0.123456, 1.98765, -0.54321]),
      trace.given(.parameter, "w", [3], [0.31, -0.42, 0.77])
    )
    trace.grid("y", 1) { _ in dot(x.scalars, w.scalars) }
    let recorded = try Sample.recorded(trace)
    let problem = try Problem(recorded, line: #require(recorded.find("y[0]")))
    let marking = Marking(problem)
    func verdict(_ text: String) throws -> Verdict {
      try marking.verdict(on: text, marking.mistakes { recorded.lines[$0].name })
    }
    #expect(problem.value.shown == "−1.2148")
    for right in ["-1.2148", "−1.2148", "-1.21481", "-1.2147"] {
      #expect(try verdict(right) == .right)
    }
    for near in ["-1.215", "-1.21", "-1.2", "-1.2145"] { #expect(try verdict(near) == .near) }
    #expect(try verdict("1.2148") == .wrong(["the sign of the result was lost"]))
    #expect(try verdict("-1.2") == .near && verdict("-1") != .near)
    #expect(try verdict("5") == .wrong([]))
    #expect(try verdict("____") == .open)
  }

  @Test func `an ε that was left out is told where it shows`() throws {
    let trace = Trace()
    let variance = trace.given(.data, "variance", [1], [0.0001])
    let epsilon = trace.constant("epsilon", 1e-5)
    trace.grid("std", 1) { root(ofSum: variance[$0], epsilon) }
    let recorded = try Sample.recorded(trace)
    let problem = try Problem(recorded, line: #require(recorded.find("std[0]")))
    let marking = Marking(problem)
    let mistakes = try marking.mistakes { recorded.lines[$0].name }
    #expect(marking.verdict(on: "0.0105", mistakes) == .right)
    #expect(marking.verdict(on: "0.01", mistakes) == .wrong(["ε was left out"]))
  }
}
