import ByHand
import Exports
import Foundation
import Numerics
import TestSupport
import Testing

@testable import Tracing

/// The exercise mode of `trace view`, in a real browser.
@Suite(.serialized, .enabled(if: Browser() != nil, "skipped: no chromium")) struct ExerciseTests {
  /// A layer, its norm, a softmax, and the way back.
  private func recorded() throws -> RecordedTrace {
    let (trace, draws) = (Trace(), NamedRandom(seed: 5)["exercise"])
    func given(_ kind: ByHand.Operation, _ name: String, _ shape: [Int]) -> Grid {
      trace.given(
        kind, name, shape,
        (0..<shape.reduce(1, *)).map { (draws.normal($0 + 100 * name.count)).roundedToTwoDecimals })
    }
    let (x, w) = (given(.data, "x", [6]), given(.parameter, "weight", [6, 6]))
    let y = trace.grid("y", 6) { dot(x.scalars, w.row($0)) }
    let p = trace.grid("p", 6) { softmax(y[$0], among: y.scalars) }
    let h = trace.grid("h", 6) { gelu(y[$0]) }
    trace.backward(from: trace.scalar("loss") { dot(p.scalars, h.scalars) })
    return try RecordedTrace(
      .text(TraceWriter.text(of: trace, version: "test", settings: []).string, name: "t"))
  }

  @Test(arguments: [Worksheet.Level.entries, .gradients])
  func `the page marks as a worksheet is marked`(level: Worksheet.Level) throws {
    let trace = try recorded()
    let places = trace.grids.map { (page: "01-all", grid: $0.name) }
    let sheet = try Worksheet(trace, places: places, level: level, seed: 1)
    #expect(!sheet.blanks.isEmpty)
    let page = try RunView(trace, name: "t", worksheet: sheet).html
    let (answer, console) = try #require(Browser()).check(page, script: "ExerciseCheck.js")
    #expect(answer.error == nil && console.isEmpty, "\(answer.error ?? "") \(console)")
    #expect(answer.equal == answer.count)
    let rows = answer.results.map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    for blank in sheet.blanks {
      let own = rows.filter { $0[1] == blank.entry }
      #expect(
        own.contains(["hidden", blank.entry, "(\(blank.number))", "(\(blank.number))", "false"]))
      let hints = try #require(own.first { $0[0] == "hints" }).dropFirst(2)
      #expect(Array(hints) == blank.problem.hints { trace.lines[$0].name } && hints.count == 3)
      let marking = Marking(blank.problem)
      let mistakes = try marking.mistakes { trace.lines[$0].name }
      let typed = own.filter { $0[0] == "typed" }
      #expect(typed.count == mistakes.count + 6)
      for row in typed { #expect(row[3] == words(marking.verdict(on: row[2], mistakes)), "\(row)") }
      let found = try #require(own.first { $0[0] == "found" })
      #expect(found[2] == blank.problem.value.shown)
    }
    #expect(rows.last?[3] == "Fill in: \(sheet.blanks.count) of \(sheet.blanks.count) blanks right")
  }

  /// A verdict as the page says it.
  private func words(_ verdict: Verdict) -> String {
    switch verdict {
    case .open: "not done"
    case .unreadable: "type a number, such as −0.2671 or 2.5e-4"
    case .right: "right"
    case .near: "near: rounded on the way, or to too few digits"
    case .wrong(let slips): slips.first.map { "not yet: it looks as if \($0)" } ?? "not yet"
    }
  }
}
