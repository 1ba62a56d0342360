import ByHand
import Numerics
import TestSupport

@testable import Exports
@testable import Tracing

/// A small computation with all kinds of lines: y = W·x + b, its mean square, and the way back.
enum Sample {
  static func trace(x0: Double = 0.5, extra: Bool = false) -> Trace {
    let trace = Trace()
    let x = trace.given(.data, "x", [2], [x0, -2])
    if extra { trace.given(.data, "extra", [2, 2], [1, 2, 3, 4]) }
    let w = trace.given(.parameter, "layer.w", [2, 2], [1.25, -0.3, 0.1, 0.7])
    let b = trace.given(.parameter, "b", [2], [-0.1, 0.2])
    let y = trace.grid("y", 2) { i in dot(x.scalars, w.row(i), plus: b[i]) }
    let h = trace.grid("h", 2) { i in silu(y[i]) }
    let square = trace.grid("square", 2) { i in h[i] * h[i] }
    let loss = trace.scalar("loss") { ByHand.mean(square.scalars) }
    trace.backward(from: loss)
    return trace
  }

  static func text(x0: Double = 0.5, extra: Bool = false, seed: String = "1") -> String {
    TraceWriter.text(of: trace(x0: x0, extra: extra), version: "1", settings: [("seed", seed)])
      .string
  }

  /// A recording as a file holds it.
  static func recorded(_ trace: Trace) throws -> RecordedTrace {
    try recorded(TraceWriter.text(of: trace, version: "test", settings: []).string)
  }

  static func recorded(_ text: String) throws -> RecordedTrace {
    try RecordedTrace(.text(text, name: "t"))
  }

  /// A trace with these lines and a closing line that fits.
  static func text(lines: [String]) -> String {
    sealed("# tiny-hat trace, format 2\n" + lines.map { $0 + "\n" }.joined())
  }

  /// The text with its closing line, if it has one, made to fit again after a change.
  static func sealed(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    if lines.last?.hasPrefix("# end") == true { lines.removeLast() }
    let body = lines.map { $0 + "\n" }.joined()
    return body + TraceWriter.closing(body.utf8, count: lines.filter { !$0.hasPrefix("#") }.count)
  }
}

/// A bigger one.
extension Sample {
  /// A tiny model with many kinds of steps: two linear layers, norm, GELU, softmax, its loss, the worst of
  /// the negative log-likelihoods, AdamW.
  static func trained() throws -> RecordedTrace {
    let (trace, draws) = (Trace(), NamedRandom(seed: 5)["sheet"])
    func given(_ kind: ByHand.Operation, _ name: String, _ shape: [Int], _ start: Int) {
      trace.given(
        kind, name, shape,
        (0..<shape.reduce(1, *)).map { draws.normal(start + $0).roundedToTwoDecimals })
    }
    given(.data, "x", [3, 4], 0)
    for (n, shape) in [("a", [5, 4]), ("b", [4, 5])] {
      given(.parameter, "\(n).weight", shape, 100 + shape[0])
      given(.parameter, "\(n).bias", [shape[0]], 200 + shape[0])
    }
    given(.parameter, "norm.weight", [5], 300)
    given(.parameter, "norm.bias", [5], 400)
    func loss() -> Scalar {
      let x = trace.recorded("x")
      let hidden = trace.each("gelu", trace.layerNorm("norm", trace.linear("a", x)), gelu)
      let activated = trace.each("silu", trace.linear("b", hidden), silu)
      let heads = trace.attention("attention", activated, activated, activated, heads: 2) {
        _, q, k in k <= q
      }
      let nll = trace.grid("nll", 3) { i in negativeLogLikelihood(heads[i, i], among: heads.row(i))
      }
      let worst = trace.scalar("worst") {
        apply(.largest, nll[0], nll[1], nll[2])
      }
      trace.scalar("count") { apply(.countReached, nll[0], worst, nll[1]) }
      return trace.scalar("loss") { mean(nll.scalars + [worst]) }
    }
    trace.backward(from: loss())
    let names = ["a.weight", "a.bias", "b.weight", "b.bias", "norm.weight", "norm.bias"]
    trace.adamW(names, learningRate: 0.01)
    trace.pass("second.", parameters: "updated.") { _ = loss() }
    return try recorded(trace)
  }
}

extension Workbook {
  /// The workbook calculated anew, by the strict spreadsheet of these tests.
  mutating func calculator() throws -> SpreadsheetCalculator {
    let parts = try parts()
    func part(_ name: String) -> String { parts.first { $0.name == name }?.text ?? "" }
    let sheets = parts.map(\.name).filter { $0.hasPrefix("xl/worksheets/") }
    return try SpreadsheetCalculator(
      workbook: part("xl/workbook.xml"), sheets: sheets.map(part))
  }

  /// The cell of a number.
  func cell(_ name: String) throws -> String {
    guard let line = trace.find(name) else { throw trace.unknown(name) }
    let at = layout.cell(of: line)
    return "\(layout.sheets[at.sheet].name)!\(Layout.address(at.row, at.column))"
  }
}
