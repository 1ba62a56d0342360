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

  /// y = x·Wᵀ + b, what follows from it, and the way back, with numbers that are easily worked out.
  private func worked() throws -> RecordedTrace {
    let trace = Trace()
    let x = trace.given(.data, "x", [2, 2], [1.5, -0.4, 0.7, 2.1])
    let w = trace.given(.parameter, "W", [2, 2], [0.3, -1.2, 0.8, 0.5])
    let b = trace.given(.parameter, "b", [2], [0.25, -0.6])
    let c = trace.given(.data, "c", [4], [2, -1, 0.5, 3])
    let y = trace.grid("y", 2, 2) { i, j in dot(x.row(i), w.row(j), plus: b[j]) }
    let root = trace.scalar("root") { apply(.squareRoot, trace.constant("size", 2)) }
    trace.grid("mean", 1) { _ in mean(y.scalars) }
    trace.grid("p", 2) { softmax(y[0, $0], among: y.row(0)) }
    trace.grid("scaled", 1) { _ in y[0, 0] / root }
    trace.grid("gelu", 1) { _ in gelu(y[0, 0]) }
    trace.grid("gap", 1) { _ in y[0, 0] - y[0, 1] }
    trace.backward(from: trace.scalar("loss") { dot(y.scalars, c.scalars) })
    return try Sample.recorded(trace)
  }

  /// Worked out with a calculator, not with the code that is tested.
  @Test(arguments: [
    ("y[0,0]", "1.18", nil),
    ("y[0,0]", "0.93", "the bias b[0] was not added"),
    ("y[0,0]", "0.73", "x[0,0]·W[0,0] was left out"),
    ("y[0,0]", "0.22", "a minus in x[0,1]·W[0,1] was lost"),
    ("y[0,0]", "-1.18", "the sign of the result was lost"),
    ("y[0,0]", "-2.06", "this is y[1,0], the entry beside it"),
    ("y[0,1]", "-2.06", "this is y[1,0], with exchanged indices"),
    ("y[0,1]", "1.01", "this is y[1,1], the entry beside it"),
    ("y[0,0]", "0.38", "rows and columns of W were exchanged"),
    ("mean[0]", "0.1325", nil),
    ("mean[0]", "0.53", "the sum was not divided by the count"),
    ("mean[0]", "0.1767", "the sum was divided by one too few"),
    ("p[0]", "0.6857", nil),
    ("p[0]", "3.2544", "the power was not divided by the sum of all powers"),
    ("scaled[0]", "0.8344", nil),
    ("scaled[0]", "1.18", "the division by root was left out"),
    ("scaled[0]", "1.6688", "it was multiplied by root, not divided"),
    ("gelu[0]", "1.0396", nil),
    ("gelu[0]", "2.0792", "the ½ was left out"),
    ("gap[0]", "0.78", nil),
    ("gap[0]", "1.58", "y[0,1] was added, not subtracted"),
    ("gap[0]", "-0.78", "y[0,0] was subtracted from y[0,1]"),
    ("grad.W[0,0]", "3.35", nil),
    ("grad.W[0,0]", "3", "the use by y[1,0] is missing"),
    ("grad.W[0,0]", "0.35", "the use by y[0,0] is missing"),
    ("grad.W[0,0]", "2.35", "the gradient of y[0,0] was not multiplied by the derivative"),
    ("grad.W[0,0]", "2.5", "the gradients were not multiplied by the derivatives"),
  ])
  func `a slip gives the number that a calculator gives`(
    entry: String, typed: String, says: String?
  ) throws {
    let trace = try worked()
    let problem = try Problem(trace, line: #require(trace.find(entry)))
    let marking = Marking(problem)
    let mistakes = try marking.mistakes { trace.lines[$0].name }
    let verdict = marking.verdict(on: typed, mistakes)
    guard let says else {
      #expect(verdict == .right)
      return
    }
    guard case .wrong(let told) = verdict else {
      Issue.record("\(entry) = \(typed) is \(verdict)")
      return
    }
    #expect(told.first == says, "\(told)")
  }

  @Test func `damaged lists and sheets are read or refused, without a trap`() throws {
    let sheet = try sheet(.gradients)
    let list = try sheet.listText(chapter.names)
    let whole = filled(sheet) { $0.problem.value.shown }
    var random = Mutations(seed: 3)
    var read = 0
    for _ in 0..<200 * Mutations.factor {
      let text = String(decoding: random.damaged(Array(list.utf8)), as: UTF8.self)
      let typed = String(decoding: random.damaged(Array(whole.utf8)), as: UTF8.self)
      if (try? Worksheet.read(text, file: "blanks.tsv", of: sheet.trace)) != nil { read += 1 }
      guard let grade = try? grade(sheet, typed) else { continue }
      #expect(!grade.report(folder: "").contains("\u{1b}"))
    }
    #expect(read > 0)
  }
}
