import Foundation
import Testing

@testable import Tracing

@Suite struct DiffTests {
  func diff(
    _ a: String, _ b: String, _ tolerance: Diff.Tolerance = .init(), all: Bool = false
  ) throws -> Diff {
    try Diff(.text(a, name: "a"), .text(b, name: "b"), tolerance, keepAll: all)
  }

  @Test func `a run is the same as itself`() throws {
    let diff = try diff(Sample.text(), Sample.text())
    #expect(diff.isSame && diff.first == nil && diff.compared == 30)
    #expect(DiffReport(diff, a: "a", b: "b").text.contains("no number differs"))
  }

  @Test func `the first step at which runs part is named with both values and recipes`() throws {
    let diff = try diff(Sample.text(), Sample.text(x0: 0.25, seed: "2"), all: true)
    #expect(!diff.isSame && diff.settings.map(\.name) == ["seed"])
    let first = try #require(diff.first)
    #expect(first.difference.name == "x[0]" && first.difference.a == 0.5)
    #expect(first.recipes == ("data", "data"))
    #expect(diff.grids.map(\.name).prefix(3) == ["x", "y", "h"])
    #expect(diff.grids[0].entries == 2 && diff.grids[0].differing == 1)
    #expect(diff.grids[0].largestAbsolute?.absolute == 0.25)
    #expect(diff.all.count == diff.differing)
    let report = DiffReport(diff, a: "a", b: "b").text
    #expect(report.contains("The runs part at") && report.contains("Every entry that differs"))
    #expect(!report.contains("\u{1b}"))
    #expect(DiffReport(diff, a: "a", b: "b", isColoured: true).text.contains("\u{1b}[31m0.5"))
  }

  @Test func `a grid that only one run has does not disturb the others`() throws {
    let one = try diff(Sample.text(), Sample.text(extra: true))
    #expect(one.differing == 0 && one.onlyB.map(\.name) == ["extra"] && one.onlyA.isEmpty)
    #expect(one.onlyB[0].entries == 4 && !one.isSame)
    let other = try diff(Sample.text(extra: true), Sample.text())
    #expect(other.onlyA.map(\.name) == ["extra"] && other.compared == 30)
  }

  func text(_ lines: String...) -> String {
    Sample.text(lines: lines)
  }

  @Test func `grids in another order and of another shape are aligned by name`() throws {
    let a = text("p[0]\t1\tdata", "p[1]\t2\tdata", "q\t3\tdata", "r[0]\t4\tdata")
    let b = text("q\t3\tdata", "r[0]\t4\tdata", "r[1]\t5\tdata", "p[0]\t1\tdata", "p[1]\t9\tdata")
    let diff = try diff(a, b)
    #expect(diff.differing == 1 && diff.first?.difference.name == "p[1]" && diff.compared == 4)
    #expect(diff.onlyA.isEmpty && diff.onlyB.isEmpty)
    #expect(diff.grids.map(\.name) == ["p", "r"] && diff.grids[1].onlyB == 1)
    #expect(DiffReport(diff, a: "a", b: "b").text.contains("r: another shape"))
    let shorter = try self.diff(
      text("p[0]\t1\tdata", "p[1]\t2\tdata", "z\t1\tdata"), text("p[0]\t1\tdata", "z\t1\tdata"))
    #expect(shorter.grids.map(\.onlyA) == [1] && shorter.differing == 0 && !shorter.isSame)
  }

  @Test func `a number differs only if it is outside all tolerances given`() throws {
    let a = text("p\t1.0\tdata", "q\t1000.0\tdata", "r\tnan\tdata")
    let b = text("p\t1.001\tdata", "q\t1000.001\tdata", "r\tnan\tdata")
    #expect(try diff(a, b).differing == 2)
    #expect(try diff(a, b, .init(absolute: 0.0015)).differing == 0)
    #expect(try diff(a, b, .init(relative: 1e-5)).differing == 1)
    #expect(try diff(a, b, .init(absolute: 1e-9, relative: 0.01)).differing == 0)
    let c = text("p\t1.0000000000000002\tdata", "q\t1000.0\tdata", "r\tnan\tdata")
    #expect(try diff(a, c).first?.difference.ulps == 1)
    #expect(try diff(a, c, .init(ulps: 1)).isSame)
    let d = text("p\t1.0\tdata", "q\tinf\tdata", "r\t2.0\tdata")
    #expect(try diff(a, d, .init(absolute: 1e300)).differing == 2)
    #expect(try diff(text("z\t0.0\tdata"), text("z\t-0.0\tdata")).isSame)
  }

  @Test func `numbers on both sides of 0 are as many last places apart as lie between them`() throws
  {
    func ulps(_ a: Double, _ b: Double) -> Double {
      Diff.Difference(name: "x", a: a, b: b).ulps
    }
    #expect(ulps(-.leastNonzeroMagnitude, .leastNonzeroMagnitude) == 2)
    #expect(ulps(.leastNonzeroMagnitude, -.leastNonzeroMagnitude) == 2)
    #expect(ulps(-0.0, 0.0) == 0)
    // 2⁶² places lie between 0 and 2, so 2⁶³ between −2 and 2: more than an Int holds.
    for x in [2.0, 3, .greatestFiniteMagnitude, .infinity] {
      #expect(ulps(-x, x) >= 0x1p63 && ulps(x, -x) == ulps(-x, x))
    }
    let (a, b) = (text("x\t-3.0\tdata"), text("x\t3.0\tdata"))
    let diff = try diff(a, b, .init(ulps: 0))
    #expect(diff.differing == 1 && diff.grids[0].largestUlps?.ulps == ulps(-3, 3))
    #expect(DiffReport(diff, a: "a", b: "b").text.contains("9.23e18"))
  }

  @Test func `sizes are short, and no size is too large to print`() {
    for (value, text) in [
      (0.0, "0.0"), (3, "3"), (-3, "-3"), (999_999, "999999"), (1e6, "1.00e6"),
      (-1e300, "-1.00e300"),
      (.infinity, "inf"), (.nan, "nan"), (0.5, "5.00e-1"),
    ] { #expect(Columns.short(value) == text) }
  }

  @Test func `equal values by other recipes are reported`() throws {
    let diff = try diff(text("p\t1\tdata"), text("p\t1\tparameter"))
    #expect(diff.differing == 0 && !diff.isSame && diff.firstRecipe?.recipes.b == "parameter")
  }

  @Test func `two grids whose names look the same are refused`() {
    let looksTheSame = text("caf\u{e9}[0]\t1\tdata", "cafe\u{301}[0]\t2\tdata")
    #expect(throws: TraceError.self) {
      try RecordedTrace(.text(looksTheSame, name: "t"))
    }
  }

  @Test func `damaged traces are refused with file and line`() {
    let good = Sample.text()
    let lines = good.split(separator: "\n", omittingEmptySubsequences: false)
    func joined(_ change: (inout [Substring]) -> Void) -> String {
      var copy = lines
      change(&copy)
      return copy.joined(separator: "\n")
    }
    let cases: [(String, String)] = [
      ("", "t: empty"), ("\u{0}\u{1}\u{2}\n", "t:1: not a trace"), ("hello\n", "t:1: not a trace"),
      (joined { $0[0] = "# tiny-hat trace, format 9" }, "t:1: format 9"),
      (
        joined { $0[0] = "# tiny-hat trace, format 1" },
        "format 1, but this program reads format 2; run"
      ),
      (good.replacing("\n", with: "\r\n"), "t:1: the line ends in CR LF"),
      (joined { $0[5] += "\r" }, "t:6: the line ends in CR LF"),
      (joined { $0[6] = "x[0]\t1\tdata" }, "t:7: x comes twice"),
      (joined { $0[4] = $0[3] }, "t:5: x[0] comes twice"),
      (joined { $0[6] = "no tabs here" }, "t:7: not of the form"),
      (joined { $0[6] = "b[7]\u{0}\t1\tdata" }, "t:7: not of the form"),
      (String(good.dropLast(1)), "truncated"), (String(good.dropLast(9)), "truncated"),
      (joined { $0.remove(at: 9) }, "b does not begin at its first entry"),
      (good.replacing("# end\t30", with: "# end\t29"), "counts 29 numbers, but there are 30"),
      (good + "more\n", "after the closing line"),
      (joined { $0[4] = "x[2]\t1\tdata" }, "x[2] comes too early"),
      (joined { $0[3] = "x[1]\t1\tdata" }, "x does not begin at its first entry"),
      (joined { $0[6] = "layer.w[0,7]\t1\tdata" }, "layer.w[0,7] comes too early"),
      (joined { $0.remove(at: 8) }, "layer.w ends at the index [1, 0]"),
      (joined { $0[4] = "x[01]\t1\tdata" }, "'x[01]' is no entry's name"),
      (joined { $0[4] = "x[9223372036854775807]\t1\tdata" }, "is no entry's name"),
      (joined { $0[4] = "x[1]\tone\tdata" }, "'one' is not a number"),
      (joined { $0[4] = "x[1]\u{1b}\t1\tdata" }, "a control character"),
      (joined { $0[2] = "# setting\tse\u{9b}ed\t1" }, "a control character"),
      (joined { $0[4] = "x[1]\t1\tdata" }, "the checksum does not fit"),
      (joined { $0[2] = "# setting\tseed\t2" }, "the checksum does not fit"),
      (joined { $0[$0.count - 2] = "# end\t30" }, "not of the form end, count, checksum"),
      (joined { $0[$0.count - 2].removeLast() }, "the checksum does not fit"),
      (
        joined {
          $0.removeSubrange(18..<33)
          $0[$0.count - 2] = "# end\t15\t\($0[$0.count - 2].suffix(16))"
        }, "the checksum does not fit"
      ),
    ]
    for (text, reason) in cases {
      do {
        _ = try Diff(.text(text, name: "t"), .text(good, name: "u"))
        Issue.record("accepted: \(reason)")
      } catch { #expect("\(error)".contains(reason), "\(error)") }
      // Nor is a damaged trace the same as itself, or read as a whole.
      #expect(throws: TraceError.self) { try Diff(.text(text, name: "t"), .text(text, name: "u")) }
      #expect(throws: TraceError.self) { try Sample.recorded(text) }
    }
    // Cut anywhere, a trace is never taken for a whole one.
    for length in stride(from: 0, to: good.utf8.count, by: 7) {
      let cut = String(decoding: Array(good.utf8.prefix(length)), as: UTF8.self)
      #expect(throws: TraceError.self) { try Diff(.text(cut, name: "t"), .text(good, name: "u")) }
      #expect(throws: TraceError.self) { try Sample.recorded(cut) }
    }
  }

  @Test func `a value that is no number is refused where it is needed`() {
    let bad = text("p\tfive\tdata")
    #expect(throws: TraceError.self) { try diff(bad, text("p\t5\tdata")) }
    #expect(throws: TraceError.self) { try Sample.recorded(bad) }
  }

  @Test func `a file larger than the read buffer is read whole`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).tsv")
    defer { try? FileManager.default.removeItem(at: file) }
    let count = 60_000
    let long = String(repeating: "x[0] ", count: 30)
    let body = (0..<count).map { "g\($0 / 100)[\($0 % 100)]\t\($0).5\tdot(\(long); b)\n" }.joined()
    let text = Sample.sealed("# tiny-hat trace, format 2\n\(body)")
    try Data(text.utf8).write(to: file)
    let diff = try Diff(.file(file.path), .text(text, name: "b"))
    #expect(diff.isSame && diff.compared == count && diff.gridsCompared == 600)
  }
}
