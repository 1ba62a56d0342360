import ByHand
import Formats
import Foundation
import Numerics
import Terminal
import TestSupport
import Testing

@testable import Exports
@testable import Tracing

/// A run as a spreadsheet, recalculated.
@Suite struct SheetTests {
  @Test func `every formula gives the trace's number, and no cell is missing`() throws {
    let trace = try Sample.trained()
    var workbook = try Workbook(trace, hasValues: false)
    let book = try workbook.calculator()
    let layout = try Layout(trace)
    var formulas = 0
    for line in trace.lines.indices {
      let at = layout.cell(of: line)
      let cell = "\(layout.sheets[at.sheet].name)!\(Layout.address(at.row, at.column))"
      if book.isFormula(cell) { formulas += 1 }
      let (value, expected) = (try book.value(cell), trace.lines[line].value)
      let scale = max(expected.magnitude, 1e-3)
      #expect((value - expected).magnitude <= 1e-12 * scale, "\(trace.lines[line].name)")
    }
    #expect(formulas > 500)
    #expect(
      Set(layout.sheets.map(\.name)) == [
        "Forward", "Parameters", "Gradients", "AdamW", "Updated", "second",
      ])
  }

  @Test func `a changed weight changes the loss as its gradient says`() throws {
    let trace = try Sample.trained()
    var workbook = try Workbook(trace)
    let book = try workbook.calculator()
    let layout = try Layout(trace)
    func cell(_ name: String) throws -> String {
      let at = layout.cell(of: try #require(trace.find(name)))
      return "\(layout.sheets[at.sheet].name)!\(Layout.address(at.row, at.column))"
    }
    func value(_ name: String) throws -> Double {
      trace.lines[try #require(trace.find(name))].value
    }
    book.set(try cell("b.weight[1,2]"), try value("b.weight[1,2]") + 1e-4)
    let change = try book.value(cell("loss")) - value("loss")
    let slope = try value("grad.b.weight[1,2]")
    #expect((change / 1e-4 - slope).magnitude < 1e-3 * max(1, slope.magnitude) && change != 0)
  }

  @Test func `long sums are cut into parts that fit a cell`() throws {
    let trace = Trace()
    let x = trace.given(.data, "x", [60, 60], (0..<3600).map { Double($0 % 7) / 8 })
    // Every other number: no neighbours, so every product is written out.
    let some = (0..<3600).filter { $0 % 2 == 0 }.map { x.scalars[$0] }
    trace.scalar("square") { dot(some, some.reversed()) }
    let recorded = try Sample.recorded(trace)
    var workbook = try Workbook(recorded, hasValues: false)
    let parts = try workbook.parts()
    for part in parts {
      for formula in part.text.matches(of: /<f[^>]*>([^<]*)</) {
        #expect(formula.1.utf8.count <= 8192)
      }
    }
    let book = try workbook.calculator()
    let expected = recorded.lines[try #require(recorded.find("square"))].value
    let cell = try #require(book.cells.first { $0.hasPrefix("Forward!") && book.isFormula($0) })
    #expect((try book.value(cell) - expected).magnitude < 1e-9)
  }

  @Test func `the parts of a long sum have their values beside them`() throws {
    let trace = Trace()
    let x = trace.given(.data, "x", [1200], (0..<1200).map { Double($0 % 7) / 8 })
    let some = (0..<1200).filter { $0 % 2 == 0 }.map { x.scalars[$0] }
    trace.scalar("total") { sum(some) }
    trace.scalar("loss") { negativeLogLikelihood(some[5], among: some) }
    var workbook = try Workbook(Sample.recorded(trace))
    let sums = try #require(try workbook.parts().last)
    let shown = sums.text.matches(of: /<f[^>]*>[^<]*<\/f><v>([^<]*)<\/v>/)
    let (book, values) = (try workbook.calculator(), shown.map { Double($0.1) })
    #expect(values.count > 2)
    for (n, value) in values.enumerated() {
      let again = try book.value("Sums!B\(n + 2)")
      #expect((again - (value ?? .nan)).magnitude < 1e-9)
    }
  }

  @Test func `pages become sheets in reading order`() throws {
    let trace = try Sample.trained()
    let pages = [
      ("02-loss", "loss"), ("01-norm", "norm"), ("02-loss", "nll"), ("03", "nowhere"),
    ]
    let layout = try Layout(trace, pages: pages.map { (page: $0.0, grid: $0.1) })
    #expect(Array(layout.sheets.map(\.name).prefix(2)) == ["p02_loss", "p01_norm"])
    #expect(layout.sheets.reduce(0) { $0 + $1.grids.count } == trace.grids.count)
  }

  @Test func `a grid that no sheet can hold is refused`() {
    let wide = Sample.text(lines: (0..<16_384).map { "wide[\($0)]\t1\tdata" })
    #expect(throws: TraceError.self) {
      _ = try Workbook(RecordedTrace(.text(wide, name: "t")))
    }
  }

  @Test func `names are valid and differ`() throws {
    let trace = Trace()
    for name in ["x1", "h0", "r", "a.b", "A.B", "loss", "time_embed.1", "1.2"] {
      trace.constant(name, 1)
    }
    let recorded = try Sample.recorded(trace)
    let names = try Layout(recorded).names
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
    #expect(names.allSatisfy { $0.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.]*/) != nil })
    #expect(!names.contains { $0.wholeMatch(of: /[A-Za-z]{1,3}[0-9]+/) != nil })
  }
}

/// The archive.
@Suite struct ZipTests {
  @Test func `what is deflated can be inflated`() throws {
    let draws = NamedRandom(seed: 9)["zip"]
    var texts: [[UInt8]] = [
      [], [7], Array("abcabcabcabcabcabc".utf8), [UInt8](repeating: 0, count: 70_000),
    ]
    for n in [1, 3, 100, 5000, 40_000] {
      texts.append((0..<n).map { UInt8(draws.integer($0, below: n % 2 == 0 ? 256 : 3)) })
    }
    for text in texts { #expect(try Inflate.all(Deflate.packed(text)) == text) }
  }

  @Test func `an archive's checksums are the known ones`() {
    #expect(CRC32.of(Array("123456789".utf8)) == 0xcbf4_3926)
    var zip = Zip()
    zip.add("a.xml", Array("<a/>".utf8))
    let bytes = zip.bytes
    #expect(
      bytes.prefix(4) == [0x50, 0x4b, 3, 4] && bytes.suffix(22).prefix(4) == [0x50, 0x4b, 5, 6])
  }
}

/// Reads back streams of fixed codes (RFC 1951).
private struct Inflate {
  private let bytes: [UInt8]
  private var at = 0
  struct Wrong: Error {}

  static func all(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = Inflate(bytes: bytes)
    return try stream.read()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func bit() throws -> Int {
    guard at / 8 < bytes.count else { throw Wrong() }
    defer { at += 1 }
    return Int(bytes[at / 8] >> UInt8(at % 8)) & 1
  }

  private mutating func number(_ bits: Int) throws -> Int {
    try (0..<bits).reduce(0) { $0 | (try bit()) << $1 }
  }

  private mutating func code(_ bits: Int, _ start: Int = 0) throws -> Int {
    try (0..<bits).reduce(start) { code, _ in code << 1 | (try bit()) }
  }

  private mutating func symbol() throws -> Int {
    let seven = try code(7)
    if seven < 24 { return 256 + seven }
    let eight = try code(1, seven)
    if eight < 0xc0 { return eight - 0x30 }
    if eight < 0xc8 { return 280 + eight - 0xc0 }
    return 144 + (try code(1, eight)) - 0x190
  }

  private mutating func read() throws -> [UInt8] {
    guard try number(3) == 0b011 else { throw Wrong() }
    var out: [UInt8] = []
    while true {
      let symbol = try symbol()
      if symbol == 256 { return out }
      if symbol < 256 {
        out.append(UInt8(symbol))
        continue
      }
      let n = symbol - 257
      let extra = n < 8 || n == 28 ? 0 : n / 4 - 1
      let length = n == 28 ? 258 : 3 + (n < 8 ? n : (4 + n % 4) << extra) + (try number(extra))
      let d = try code(5)
      let more = d < 4 ? 0 : d / 2 - 1
      let distance = 1 + (d < 4 ? d : (2 + d % 2) << more) + (try number(more))
      guard distance <= out.count else { throw Wrong() }
      for _ in 0..<length { out.append(out[out.count - distance]) }
    }
  }
}
