import Numerics

/// Functions.
extension Operation {
  static let functions = [
    silu, gelu, softmax, negativeLogLikelihood, squareRoot, rootAtLeast, exponential, sine, cosine,
    frequency,
  ]

  /// x / (1 + e⁻ˣ)
  package static let silu = Operation(
    "silu", takes: 1...1, value: { $0[0] / (1 + Double.exp(-$0[0])) },
    derivatives: { v, _ in
      let s = 1 / (1 + Double.exp(-v[0]))
      return [s * (1 + v[0] * (1 - s))]
    },
    derivativeSizes: { v in
      let s = 1 / (1 + Double.exp(-v[0]))
      return [s * (1 + v[0].magnitude * (1 - s))]
    },
    written: { "\($0[0]) / (1 + exp(−\($0[0])))" },
    steps: { ["\($0[0].shown) / (1 + \(Double.exp(-$0[0]).shown))"] },
    derivativeWritten: { names, _, _ in "SiLU′(\(names[0]))" },
    formula: { "\($0[0])*\(sigmoid($0[0]))" },
    derivativeFormula: { c, _, _ in
      let s = sigmoid(c[0])
      return "(\(s)*(1+\(c[0])*(1-\(s))))"
    },
    script: "return v[0] / (1 + exp(-v[0]));",
    derivativeScript: "const s = 1 / (1 + exp(-v[0])); return s * (1 + v[0] * (1 - s));",
    slips: [
      Slip(.sign, "the power has the wrong sign") { $0[0] / (1 + Double.exp($0[0])) },
      Slip(.factor, "the x before the sigmoid was left out") { 1 / (1 + Double.exp(-$0[0])) },
    ])

  /// 1 / (1 + e⁻ˣ) as a spreadsheet's formula in which no power is above 1: e⁻ˣ may be too large for a number.
  @Sendable private static func sigmoid(_ x: String) -> String {
    "(EXP(MIN(\(x),0))/(1+EXP(0-ABS(\(x)))))"
  }

  /// x·Φ(x), with Φ(x) = ½(1 + erf(x/√2))
  package static let gelu = Operation(
    "gelu", takes: 1...1,
    value: { $0[0] * (0.5 * (1 + Double.erf($0[0] / 2.0.squareRoot()))) },
    derivatives: { v, _ in
      let density = Double.exp(-v[0] * v[0] / 2) / (2 * Double.pi).squareRoot()
      return [0.5 + 0.5 * Double.erf(v[0] / 2.0.squareRoot()) + v[0] * density]
    },
    derivativeSizes: { v in
      let density = Double.exp(-v[0] * v[0] / 2) / (2 * Double.pi).squareRoot()
      return [0.5 + 0.5 * Double.erf(v[0].magnitude / 2.0.squareRoot()) + v[0].magnitude * density]
    },
    written: { "\($0[0])·½·(1 + erf(\($0[0]) / √2))" },
    steps: { ["\($0[0].shown)·\((0.5 * (1 + Double.erf($0[0] / 2.0.squareRoot()))).shown)"] },
    derivativeWritten: { names, _, _ in "GELU′(\(names[0]))" },
    formula: { "\($0[0])*(0.5*(1+ERF(\($0[0])/SQRT(2))))" },
    derivativeFormula: { c, _, _ in
      // Beyond 40 the power is 0, and the square of a number may be too large for one.
      "(0.5+0.5*ERF(\(c[0])/SQRT(2))+\(c[0])*(EXP(0-MIN(ABS(\(c[0])),40)^2/2)/SQRT(2*PI())))"
    },
    script: "return v[0] * (0.5 * (1 + erf(v[0] / sqrt(2))));",
    derivativeScript: """
      const density = exp(-v[0] * v[0] / 2) / sqrt(2 * Math.PI);
      return 0.5 + 0.5 * erf(v[0] / sqrt(2)) + v[0] * density;
      """,
    slips: [
      Slip(.factor, "the ½ was left out") { $0[0] * (1 + Double.erf($0[0] / 2.0.squareRoot())) },
      Slip(.factor, "the √2 was left out") { $0[0] * (0.5 * (1 + Double.erf($0[0]))) },
      Slip(.factor, "the x before Φ was left out") {
        0.5 * (1 + Double.erf($0[0] / 2.0.squareRoot()))
      },
    ])

  /// exp of an operand, which brings its own parentheses if it is a negative number.
  @Sendable private static func power(_ operand: String) -> String {
    operand.hasPrefix("(") ? "exp\(operand)" : "exp(\(operand))"
  }

  /// `w[1,0]` besides `w[1,3]`, at the last index of `score[1,0]`.
  @Sendable private static func entry(besides name: String, at operand: String) -> String {
    func cut(_ text: String) -> String.Index {
      text.lastIndex { $0 == "," || $0 == "[" } ?? text.startIndex
    }
    return String(name[..<cut(name)] + operand[cut(operand)...])
  }

  /// Operands a, b₀ … bₙ, with a one of the b: exp(a) / Σ exp(bᵢ). The largest b is subtracted from
  /// all of them first, which keeps the powers small and changes nothing else; the steps show it.
  package static let softmax = Operation(
    "softmax", takes: 2...Int.max,
    value: { v in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      return Double.exp(v[0] - largest)
        / v.dropFirst().reduce(0) { $0 + Double.exp($1 - largest) }
    },
    derivatives: { v, weight in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      let sum = v.dropFirst().reduce(0) { $0 + Double.exp($1 - largest) }
      return [weight] + v.dropFirst().map { -weight * (Double.exp($0 - largest) / sum) }
    },
    written: { v in
      "\(power(v[0])) / (\(v.dropFirst().map(power).joined(separator: " + ")))"
    },
    steps: { v in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      let powers = v.map { Double.exp($0 - largest).shown }
      let shifted = v.map { power(($0 - largest).shownAsTerm) }
      return
        (largest == 0
        ? [] : ["\(shifted[0]) / (\(shifted.dropFirst().joined(separator: " + ")))"])
        + ["\(powers[0]) / (\(powers.dropFirst().joined(separator: " + ")))"]
    },
    derivativeWritten: { names, i, weight in
      i == 0 ? weight : "−\(weight)·\(entry(besides: weight, at: names[i]))"
    },
    formula: { c in
      Formula(
        head: "EXP(\(c[0])-\(c.largest(1..<c.count)))/(", terms: c.powers(1..<c.count), tail: ")",
        isArray: true)
    },
    derivativeFormula: { c, i, weight in
      // w·exp(xᵢ − t) is the weight of the i-th number of the row, at most 1. A power above exp(709) belongs
      // to a w that is next to nothing, and so to a derivative that is; it would be too large for a number.
      i == 0 ? weight : "(0-\(weight)*(\(weight)*EXP(MIN(\(c[i])-\(c[0]),709))))"
    },
    script: """
      const most = largest(v, 1, n);
      return exp(v[0] - most) / sum(n - 1, k => exp(v[k + 1] - most));
      """,
    derivativeScript: """
      if (i === 0) return result;
      const most = largest(v, 1, n);
      return -result * (exp(v[i] - most) / sum(n - 1, k => exp(v[k + 1] - most)));
      """,
    groups: { [1, $0 - 1] },
    slips: [
      Slip(.unnormalized, "the power was not divided by the sum of all powers") {
        Double.exp($0[0])
      },
      Slip(
        .unnormalized,
        "the power, the largest subtracted from its exponent, was not divided by the sum of all powers"
      ) { v in
        Double.exp(v[0] - v.dropFirst().reduce(-.infinity, Double.maximum))
      },
    ])

  /// ln Σ exp(xᵢ) of operands t, x₀ … xₙ.
  @Sendable private static func logOfPowers(_ v: [Double]) -> Double {
    let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
    return largest + Double.log(v.dropFirst().reduce(0) { $0 + Double.exp($1 - largest) })
  }

  /// Operands t, x₀ … xₙ, with t one of the x: ln Σ exp(xᵢ) − t, which is −ln softmax(t).
  package static let negativeLogLikelihood = Operation(
    "nll", takes: 2...Int.max,
    value: { logOfPowers($0) - $0[0] },
    derivatives: { v, _ in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      let sum = v.dropFirst().reduce(0) { $0 + Double.exp($1 - largest) }
      return [-1] + v.dropFirst().map { Double.exp($0 - largest) / sum }
    },
    written: { v in
      "ln(\(v.dropFirst().map(power).joined(separator: " + "))) − \(v[0])"
    },
    steps: { v in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      let sum = v.dropFirst().reduce(0) { $0 + Double.exp($1 - largest) }
      let shifted = v.dropFirst().map { power(($0 - largest).shownAsTerm) }
      return
        (largest == 0
        ? []
        : ["\(largest.shown) + ln(\(shifted.joined(separator: " + "))) − \(v[0].shownAsTerm)"])
        + ["\(largest.shown) + ln(\(sum.shown)) − \(v[0].shownAsTerm)"]
    },
    derivativeWritten: { names, i, _ in i == 0 ? "−1" : "p(\(names[i]))" },
    formula: { c in
      let largest = c.largest(1..<c.count)
      return Formula(
        head: "\(largest)+LN(", terms: c.powers(1..<c.count), tail: ")-\(c[0])", isArray: true)
    },
    derivativeFormula: { c, i, nll in
      // The negative log-likelihood is ln Σ exp − t, so exp(xᵢ − (t + nll)) is the probability of xᵢ: its
      // power is at most 0, but for rounding.
      i == 0 ? "-1" : "EXP(\(c[i])-(\(c[0])+\(nll)))"
    },
    script: """
      const most = largest(v, 1, n);
      return most + log(sum(n - 1, k => exp(v[k + 1] - most))) - v[0];
      """,
    derivativeScript: """
      if (i === 0) return -1;
      const most = largest(v, 1, n);
      return exp(v[i] - most) / sum(n - 1, k => exp(v[k + 1] - most));
      """,
    groups: { [1, $0 - 1] },
    slips: [
      Slip(.term, "the logit itself was not subtracted") { logOfPowers($0) }
    ])

  /// √x
  package static let squareRoot = Operation(
    "sqrt", takes: 1...1, value: { $0[0].squareRoot() },
    derivatives: { _, root in [1 / (2 * root)] }, written: { "√\($0[0])" },
    derivativeWritten: { names, _, _ in "1 / (2·√\(names[0]))" },
    formula: { "SQRT(\($0[0]))" }, derivativeFormula: { _, _, root in "(1/(2*\(root)))" },
    script: "return sqrt(v[0]);",
    derivativeScript: "return 1 / (2 * result);",
    slips: [
      Slip(.power, "the root was left out") { $0[0] },
      Slip(.power, "it was squared; the root was asked") { $0[0] * $0[0] },
    ])

  /// Operands x and ε: max(√x, ε), a length that can be divided by.
  package static let rootAtLeast = Operation(
    "root_at_least", takes: 2...2, value: { Double.maximum($0[0].squareRoot(), $0[1]) },
    derivatives: { v, root in v[0].squareRoot() > v[1] ? [1 / (2 * root), 0] : [0, 1] },
    written: { "max(√\($0[0]), \($0[1]))" },
    derivativeWritten: { names, i, root in
      i == 1 ? "[√\(names[0]) ≤ \(names[1])]" : "[√\(names[0]) > \(names[1])] / (2·\(root))"
    },
    formula: { "MAX(SQRT(\($0[0])),\($0[1]))" },
    derivativeFormula: { c, i, root in
      i == 1
        ? "IF(SQRT(\(c[0]))>\(c[1]),0,1)" : "IF(SQRT(\(c[0]))>\(c[1]),1/(2*\(root)),0)"
    },
    script: "return maximum(sqrt(v[0]), v[1]);",
    derivativeScript: "return sqrt(v[0]) > v[1] ? (i ? 0 : 1 / (2 * result)) : i;",
    slips: [Slip(.power, "the root was left out") { Double.maximum($0[0], $0[1]) }])

  /// eˣ
  package static let exponential = Operation(
    "exp", takes: 1...1, value: { Double.exp($0[0]) }, derivatives: { _, power in [power] },
    written: { "exp(\($0[0]))" }, derivativeWritten: { names, _, _ in "exp(\(names[0]))" },
    formula: { "EXP(\($0[0]))" }, derivativeFormula: { _, _, power in power },
    script: "return exp(v[0]);",
    derivativeScript: "return result;",
    slips: [
      Slip(.sign, "the power has the wrong sign") { Double.exp(-$0[0]) }
    ])

  /// sin x, of x radians.
  package static let sine = Operation(
    "sin", takes: 1...1, value: { Double.sin($0[0]) }, derivatives: { v, _ in [Double.cos(v[0])] },
    written: { "sin(\($0[0]))" }, derivativeWritten: { names, _, _ in "cos(\(names[0]))" },
    formula: { "SIN(\($0[0]))" }, derivativeFormula: { c, _, _ in "COS(\(c[0]))" },
    script: "return sin(v[0]);",
    derivativeScript: "return cos(v[0]);",
    slips: [
      Slip(.exchanged, "this is the cosine") { Double.cos($0[0]) }
    ])

  /// cos x, of x radians.
  package static let cosine = Operation(
    "cos", takes: 1...1, value: { Double.cos($0[0]) }, derivatives: { v, _ in [-Double.sin(v[0])] },
    written: { "cos(\($0[0]))" }, derivativeWritten: { names, _, _ in "−sin(\(names[0]))" },
    formula: { "COS(\($0[0]))" }, derivativeFormula: { c, _, _ in "(0-SIN(\(c[0])))" },
    script: "return cos(v[0]);",
    derivativeScript: "return -sin(v[0]);",
    slips: [
      Slip(.exchanged, "this is the sine") { Double.sin($0[0]) }
    ])

  /// exp(−ln(period)·i / last): how fast a sinusoid of the time embedding turns.
  package static let frequency = Operation(
    "frequency", takes: 3...3, value: { Double.exp(-(Double.log($0[0]) * $0[1] / $0[2])) },
    written: { "exp(−ln(\($0[0]))·\($0[1]) / \($0[2]))" },
    steps: { ["exp(\((-(Double.log($0[0]) * $0[1] / $0[2])).shown))"] },
    formula: { "EXP(0-LN(\($0[0]))*\($0[1])/\($0[2]))" },
    script: "return exp(-(log(v[0]) * v[1] / v[2]));",
    slips: [
      Slip(.sign, "the power has the wrong sign") { Double.exp(Double.log($0[0]) * $0[1] / $0[2]) },
      Slip(.factor, "the division in the power was left out") {
        Double.exp(-(Double.log($0[0]) * $0[1]))
      },
    ])
}
