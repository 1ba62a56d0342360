import ByHand
import Tracing

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
}
