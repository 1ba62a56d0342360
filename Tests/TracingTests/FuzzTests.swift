import Terminal
import TestSupport
import Testing

@testable import Tracing

/// Damaged traces: each is refused or read, and none stops the program.
@Suite struct TraceFuzzTests {
  let good = Sample.text(extra: true)

  /// Everything that can be done with a text; false if it is refused.
  func isAccepted(_ text: String) -> Bool {
    let source = TraceSource.text(text, name: "t")
    do {
      let trace = try RecordedTrace(source)
      let diff = try Diff(source, .text(good, name: "u"), keepAll: true)
      #expect(!DiffReport(diff, a: "a", b: "b").text.isEmpty)
      #expect(try Diff(source, source).isSame)
      for form in [Show.Form.table, .csv, .json] {
        #expect(!Show(trace).list(form).isEmpty || trace.grids.isEmpty)
        for grid in trace.grids { #expect(!Show(trace).grid(grid, form).isEmpty) }
      }
      for line in trace.lines.indices {
        #expect(trace.find(trace.lines[line].name) == line)
        _ = try? Why(trace, line: line, depth: 3)
      }
      _ = try? Verification(trace).report
      return true
    } catch {
      let line = "\(error)".onOneLine()
      #expect(line.count < 1100 && "\(error)".hasPrefix("t"), "\(line)")
      return false
    }
  }

  @Test func `a damaged trace never passes for a whole one`() {
    var random = Mutations(seed: 1)
    for _ in 0..<2000 * Mutations.factor {
      let bytes = random.damaged(Array(good.utf8))
      if bytes == Array(good.utf8) { continue }
      #expect(!isAccepted(String(decoding: bytes, as: UTF8.self)))
    }
  }

  @Test func `a trace that was damaged and sealed anew is read or refused, without a trap`() {
    var random = Mutations(seed: 2)
    var accepted = 0
    for _ in 0..<1000 * Mutations.factor {
      let bytes = random.damaged(Array(good.utf8))
      if isAccepted(Sample.sealed(String(decoding: bytes, as: UTF8.self))) { accepted += 1 }
    }
    #expect(accepted > 0)
    print("sealed anew: \(accepted) of \(1000 * Mutations.factor) damaged traces can be read")
  }
}
