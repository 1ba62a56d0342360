import Numerics

/// One number on the page: a value, a name and the recipe that made it.
///
/// Operations on scalars write themselves into the trace. A result must be put into a `Grid` (and
/// so be given a name) before it is used again: nothing on a page is nameless.
package struct Scalar {
  /// Whoever reads a scalar holds the trace: the trace holds its scalars, and both would stay for ever.
  unowned let trace: Trace
  /// Its line in the trace.
  package let id: Int

  /// The number, in full precision.
  package var value: Double { trace.nodes[id].value }
  /// The name of its entry: `conv_in[1,2,0]`.
  package var name: String { trace.name(of: id) }

  static func made(by operation: Operation, from operands: [Scalar]) -> Scalar {
    operands[0].trace.append(operation, operands)
  }

  /// a + b
  package static func + (a: Scalar, b: Scalar) -> Scalar { made(by: .add, from: [a, b]) }
  /// a − b
  package static func - (a: Scalar, b: Scalar) -> Scalar { made(by: .subtract, from: [a, b]) }
  /// a · b
  package static func * (a: Scalar, b: Scalar) -> Scalar { made(by: .multiply, from: [a, b]) }
  /// a / b
  package static func / (a: Scalar, b: Scalar) -> Scalar { made(by: .divide, from: [a, b]) }
}

/// Σ xᵢ·wᵢ, plus a bias where there is one.
package func dot(_ x: [Scalar], _ w: [Scalar], plus bias: Scalar? = nil) -> Scalar {
  require(x.count == w.count, "\(x.count) inputs and \(w.count) weights")
  return .made(by: .dot, from: x + w + (bias.map { [$0] } ?? []))
}

/// x₀ + … + xₙ₋₁
package func sum(_ x: [Scalar]) -> Scalar { .made(by: .sum, from: x) }
/// Σ xᵢ / n
package func mean(_ x: [Scalar]) -> Scalar { .made(by: .mean, from: x) }
/// Σ xᵢ² / n
package func meanSquare(_ x: [Scalar]) -> Scalar { .made(by: .meanSquare, from: x) }
/// √(a + b)
package func root(ofSum a: Scalar, _ b: Scalar) -> Scalar { .made(by: .rootOfSum, from: [a, b]) }
/// x / (1 + e⁻ˣ)
package func silu(_ x: Scalar) -> Scalar { .made(by: .silu, from: [x]) }
/// x·Φ(x), with the normal distribution's Φ.
package func gelu(_ x: Scalar) -> Scalar { .made(by: .gelu, from: [x]) }
/// exp(x) / Σ exp(row), where x is one of the row.
package func softmax(_ x: Scalar, among row: [Scalar]) -> Scalar {
  .made(by: .softmax, from: [x] + row)
}
/// −ln softmax(x), where x is one of the row.
package func negativeLogLikelihood(_ x: Scalar, among row: [Scalar]) -> Scalar {
  .made(by: .negativeLogLikelihood, from: [x] + row)
}
/// The sine of x radians.
package func sin(_ x: Scalar) -> Scalar { .made(by: .sine, from: [x]) }
/// The cosine of x radians.
package func cos(_ x: Scalar) -> Scalar { .made(by: .cosine, from: [x]) }
/// x − c·y
package func minusProduct(_ x: Scalar, _ c: Scalar, _ y: Scalar) -> Scalar {
  .made(by: .minusProduct, from: [x, c, y])
}
/// Any other operation, by its name.
package func apply(_ operation: Operation, _ operands: Scalar...) -> Scalar {
  apply(operation, operands)
}
/// The same with a list of operands.
package func apply(_ operation: Operation, _ operands: [Scalar]) -> Scalar {
  .made(by: operation, from: operands)
}
