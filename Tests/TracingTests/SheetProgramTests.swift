import ByHand
import Numerics
import TestSupport
import Testing

@testable import Exports
@testable import Tracing

/// What spreadsheet programs ask of a workbook, one by one.
@Suite struct SheetProgramTests {
  /// Whether every formula gives the trace's number, without an infinite one on the way.
  private func check(_ trace: Trace) throws {
    let recorded = try Sample.recorded(trace)
    var workbook = try Workbook(recorded, hasValues: false)
    let book = try workbook.calculator()
    for line in recorded.lines {
      let value = try book.value(workbook.cell(line.name))
      #expect(
        (value - line.value).magnitude <= 1e-12 * max(line.value.magnitude, 1e-3),
        "\(line.name): \(value) for \(line.value)")
    }
  }

  @Test(arguments: [(silu as @Sendable (Scalar) -> Scalar), gelu])
  func `activations stay numbers far out, and their slopes`(
    activation: @Sendable (Scalar) -> Scalar
  ) throws {
    let far = [0, 0.3, 1, 30, 36.7, 39, 710, 746, 1e9, 1e160, 1e300]
    let trace = Trace()
    let x = trace.given(.data, "x", [2 * far.count], far + far.map { -$0 })
    let y = trace.each("y", x, activation)
    let weight = trace.given(.data, "weight", y.shape, y.values.map { 1 / max(1, $0.magnitude) })
    trace.backward(from: trace.scalar("loss") { dot(y.scalars, weight.scalars) })
    try check(trace)
  }

  @Test(arguments: [[0, 1, 2], [-800, 0, 705], [1e3, -1e3, 1e3], [-744, 0, -709.5]])
  func `softmax stays a number far out, and its slopes`(row: [Double]) throws {
    let trace = Trace()
    let x = trace.given(.data, "x", [row.count], row)
    let weights = trace.each("weights", x) { softmax($0, among: x.scalars) }
    let nll = trace.each("nll", x) { negativeLogLikelihood($0, among: x.scalars) }
    let chosen = trace.given(.data, "chosen", x.shape, x.values.indices.map { Double($0) - 0.5 })
    trace.backward(
      from: trace.scalar("loss") {
        dot(weights.scalars + nll.scalars, chosen.scalars + chosen.scalars)
      })
    try check(trace)
  }

  @Test(arguments: [1e-150, 1, 1e160])
  func `a quotient's slope stays a number far out`(divisor: Double) throws {
    let trace = Trace()
    let (a, b) = (
      trace.given(.data, "a", [], [0.3]).scalars[0],
      trace.given(.data, "b", [], [divisor]).scalars[0]
    )
    trace.backward(from: trace.scalar("loss") { a / b })
    try check(trace)
  }

  @Test func `the gradient of a largest number goes to the first of equal ones`() throws {
    let trace = Trace()
    let x = trace.given(.data, "x", [4], [1, 3, 3, 2])
    trace.backward(from: trace.scalar("loss") { apply(.largest, x[0], x[1], x[2], x[3]) })
    try check(trace)
  }

  @Test func `a function of single numbers takes a range in array formulas only`() throws {
    var workbook = try Workbook(Sample.trained())
    var arrays = 0
    for part in try workbook.parts() {
      for cell in part.text.matches(of: /<c r="([^"]*)"[^>]*><f([^>]*)>([^<]*)</) {
        let isArray = cell.2 == " t=\"array\" ref=\"\(cell.1)\""
        arrays += isArray ? 1 : 0
        #expect(cell.2.isEmpty || isArray)
        #expect(isArray || !cell.3.contains("SUMPRODUCT(EXP("), "\(cell.3)")
      }
    }
    #expect(arrays > 0)
  }

  @Test func `no name begins like a cell`() throws {
    let trace = Trace()
    let names = [
      "mid1.out", "up1.norm1.weight", "x1", "x1.a", "gen1.q", "R", "c", "r1c1.a", "rc", "C5.x",
      "conv_in.weight", "step12.loss", "loss", "grad.x1",
    ]
    for name in names { trace.constant(name, 1) }
    let layout = try Layout(Sample.recorded(trace))
    #expect(layout.names.prefix(10).allSatisfy { $0.hasPrefix("n_") }, "\(layout.names)")
    #expect(layout.names.suffix(4) == ["conv_in.weight", "step12.loss", "loss", "grad.x1"])
  }

  @Test func `sheets differ in more than case`() throws {
    let trace = Trace()
    for pass in ["", "start.", "Sums.", "history.", "second.", "Second.", "x1."] {
      for name in ["a", "b", "c"] { trace.constant(pass + name, 1) }
    }
    var workbook = try Workbook(Sample.recorded(trace))
    let book = try #require(try workbook.parts().first { $0.name == "xl/workbook.xml" })
    let sheets = book.text.matches(of: /<sheet name="([^"]*)"/).map { $0.1.lowercased() }
    #expect(Set(sheets).count == sheets.count && sheets.count == 7, "\(sheets)")
    #expect(!sheets.contains("history") && !sheets.contains("x1"))
  }

  @Test func `what no cell can hold stands as an error, and the first sheet says so`() throws {
    let trace = Trace()
    let x = trace.given(.data, "x", [4], [1, .infinity, -.infinity, .nan])
    trace.each("root", x) { apply(.squareRoot, $0) }
    var workbook = try Workbook(Sample.recorded(trace))
    let text = try workbook.parts().map(\.text).joined()
    #expect(!text.contains("<v>inf") && !text.contains("<v>-inf") && !text.contains("<v>nan"))
    #expect(!text.contains("val=\"inf") && !text.contains("val=\"-inf"))
    #expect(text.matches(of: /t="e">(<f>[^<]*<\/f>)?<v>#(DIV\/0|NUM)!<\/v>/).count == 6)
    #expect(text.contains("NaN as #NUM!"))
    var plain = try Workbook(Sample.trained())
    #expect(try !plain.parts()[5].text.contains("#NUM!"))
  }

  @Test func `the first sheet tells of specks and ties`() throws {
    var workbook = try Workbook(Sample.trained())
    let start = try #require(try workbook.parts().first { $0.name == "xl/worksheets/sheet1.xml" })
    #expect(start.text.contains("speck of rounding") && start.text.contains("16th digit"))
  }
}
