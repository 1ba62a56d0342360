import Numerics

/// What a language model needs besides.
extension Operation {
  static let language = [turned, halfCosine]

  /// ½·(1 + cos(π·x)): from 1 at x = 0 down to 0 at x = 1.
  package static let halfCosine = Operation(
    "half_cosine", takes: 1...1, value: { 0.5 * (1 + Double.cos(Double.pi * $0[0])) },
    written: { "½·(1 + cos(π·\($0[0])))" },
    steps: { ["½·(1 + \(Double.cos(Double.pi * $0[0]).shownAsTerm))"] },
    formula: { "0.5*(1+COS(PI()*\($0[0])))" },
    script: "return 0.5 * (1 + cos(Math.PI * v[0]));",
    slips: [
      Slip(.factor, "the ½ was left out") { 1 + Double.cos(Double.pi * $0[0]) },
      Slip(.sign, "the cosine was subtracted, not added") {
        0.5 * (1 - Double.cos(Double.pi * $0[0]))
      },
    ])

  /// Operands a, cos, b, sin: a·cos − b·sin, the first coordinate of a point that is turned.
  package static let turned = Operation(
    "turned", takes: 4...4, value: { $0[0] * $0[1] - $0[2] * $0[3] },
    derivatives: { v, _ in [v[1], v[0], -v[3], -v[2]] },
    written: { "\($0[0])·\($0[1]) − \($0[2])·\($0[3])" },
    steps: { ["\(($0[0] * $0[1]).shown) − \(($0[2] * $0[3]).shownAsTerm)"] },
    derivativeWritten: { names, i, _ in [names[1], names[0], "−\(names[3])", "−\(names[2])"][i] },
    formula: { "\($0[0])*\($0[1])-\($0[2])*\($0[3])" },
    derivativeFormula: { c, i, _ in [c[1], c[0], "(0-\(c[3]))", "(0-\(c[2]))"][i] },
    script: "return v[0] * v[1] - v[2] * v[3];",
    derivativeScript: "return i < 2 ? v[1 - i] : -v[5 - i];",
    slips: [
      Slip(.sign, "the second product was added, not subtracted") { $0[0] * $0[1] + $0[2] * $0[3] },
      Slip(.exchanged, "sine and cosine stand in each other’s place") {
        $0[0] * $0[3] - $0[2] * $0[1]
      },
    ])
}
