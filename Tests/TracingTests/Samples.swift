import ByHand

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
    return body + TraceWriter.closing(body, count: lines.filter { !$0.hasPrefix("#") }.count)
  }
}
