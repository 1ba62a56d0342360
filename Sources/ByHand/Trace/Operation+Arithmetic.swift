import Numerics

/// Arithmetic.
extension Operation {
  static let arithmetic = [
    dot, add, subtract, multiply, divide, minusProduct, mean, meanSquare, rootOfSum,
  ]

  /// Operands x₀ … xₙ₋₁, w₀ … wₙ₋₁ and perhaps b: Σ xᵢ·wᵢ (+ b), added from left to right.
  package static let dot = Operation(
    "dot", takes: 2...Int.max,
    value: { v in
      let n = v.count / 2
      var sum = 0.0
      for i in 0..<n { sum += v[i] * v[n + i] }
      return v.count % 2 == 1 ? sum + v[2 * n] : sum
    },
    derivatives: { v, _ in
      let n = v.count / 2
      return Array(v[n..<2 * n]) + Array(v[..<n]) + (v.count % 2 == 1 ? [1] : [])
    },
    written: { v in
      let n = v.count / 2
      let products = (0..<n).map { "\(v[$0])·\(v[n + $0])" }
      return (products + v.suffix(v.count % 2)).joined(separator: " + ")
    },
    steps: { v in
      let n = v.count / 2
      guard v.count > 2 else { return [] }
      let products = (0..<n).map { (v[$0] * v[n + $0]).shownAsTerm }
      return [(products + v.suffix(v.count % 2).map(\.shownAsTerm)).joined(separator: " + ")]
    },
    derivativeWritten: { names, i, _ in
      let n = names.count / 2
      return i < n ? names[n + i] : i < 2 * n ? names[i - n] : "1"
    },
    formula: { c in
      let n = c.count / 2
      return Formula(terms: c.products(0..<n, n..<2 * n) + c.sums(2 * n..<c.count))
    },
    derivativeFormula: { c, i, _ in
      let n = c.count / 2
      return i < n ? c[n + i] : i < 2 * n ? c[i - n] : "1"
    },
    script: """
      const half = n >> 1;
      let sum = 0;
      for (let k = 0; k < half; k++) sum += v[k] * v[half + k];
      return n % 2 ? sum + v[n - 1] : sum;
      """,
    derivativeScript: """
      const half = n >> 1;
      return i < half ? v[half + i] : i < 2 * half ? v[i - half] : 1;
      """,
    groups: { $0 % 2 == 1 ? [$0 / 2, $0 / 2, 1] : [$0 / 2, $0 / 2] })

  /// x + y
  package static let add = Operation(
    "add", takes: 2...2, value: { $0[0] + $0[1] }, derivatives: { _, _ in [1, 1] },
    written: { "\($0[0]) + \($0[1])" }, derivativeWritten: { _, _, _ in "1" },
    formula: { "\($0[0])+\($0[1])" }, derivativeFormula: { _, _, _ in "1" },
    script: "return v[0] + v[1];",
    derivativeScript: "return 1;")

  /// x − y
  package static let subtract = Operation(
    "subtract", takes: 2...2, value: { $0[0] - $0[1] }, derivatives: { _, _ in [1, -1] },
    written: { "\($0[0]) − \($0[1])" }, derivativeWritten: { _, i, _ in i == 0 ? "1" : "−1" },
    formula: { "\($0[0])-\($0[1])" }, derivativeFormula: { _, i, _ in i == 0 ? "1" : "-1" },
    script: "return v[0] - v[1];",
    derivativeScript: "return i ? -1 : 1;",
    slips: [
      Slip(.sign, "{1} was added, not subtracted") { $0[0] + $0[1] },
      Slip(.exchanged, "{0} was subtracted from {1}") { $0[1] - $0[0] },
    ])

  /// x · y
  package static let multiply = Operation(
    "multiply", takes: 2...2, value: { $0[0] * $0[1] }, derivatives: { v, _ in [v[1], v[0]] },
    written: { "\($0[0])·\($0[1])" }, derivativeWritten: { names, i, _ in names[1 - i] },
    formula: { "\($0[0])*\($0[1])" }, derivativeFormula: { c, i, _ in c[1 - i] },
    script: "return v[0] * v[1];",
    derivativeScript: "return v[1 - i];",
    slips: [
      Slip(.factor, "the factor {1} was left out") { $0[0] },
      Slip(.factor, "the factor {0} was left out") { $0[1] },
      Slip(.exchanged, "the numbers were added, not multiplied") { $0[0] + $0[1] },
    ])

  /// x / y
  package static let divide = Operation(
    "divide", takes: 2...2, value: { $0[0] / $0[1] },
    derivatives: { v, _ in [1 / v[1], -v[0] / (v[1] * v[1])] },
    written: { "\($0[0]) / \($0[1])" },
    derivativeWritten: { names, i, _ in
      i == 0 ? "1 / \(names[1])" : "−\(names[0]) / \(names[1])²"
    },
    formula: { "\($0[0])/\($0[1])" },
    derivativeFormula: { c, i, _ in
      // Divided twice: the square may be too large or too small for a number.
      i == 0 ? "(1/\(c[1]))" : "(0-\(c[0])/\(c[1])/\(c[1]))"
    },
    script: "return v[0] / v[1];",
    derivativeScript: "return i ? -v[0] / (v[1] * v[1]) : 1 / v[1];",
    slips: [
      Slip(.factor, "the division by {1} was left out") { $0[0] },
      Slip(.exchanged, "{1} was divided by {0}") { $0[1] / $0[0] },
      Slip(.exchanged, "it was multiplied by {1}, not divided") { $0[0] * $0[1] },
    ])

  /// x − c·y
  package static let minusProduct = Operation(
    "minus_product", takes: 3...3, value: { $0[0] - $0[1] * $0[2] },
    derivatives: { v, _ in [1, -v[2], -v[1]] },
    written: { "\($0[0]) − \($0[1])·\($0[2])" },
    steps: { ["\($0[0].shown) − \(($0[1] * $0[2]).shownAsTerm)"] },
    derivativeWritten: { names, i, _ in ["1", "−\(names[2])", "−\(names[1])"][i] },
    formula: { "\($0[0])-\($0[1])*\($0[2])" },
    derivativeFormula: { c, i, _ in ["1", "(0-\(c[2]))", "(0-\(c[1]))"][i] },
    script: "return v[0] - v[1] * v[2];",
    derivativeScript: "return i ? -v[3 - i] : 1;",
    slips: [
      Slip(.sign, "the product was added, not subtracted") { $0[0] + $0[1] * $0[2] },
      Slip(.factor, "the factor {1} was left out") { $0[0] - $0[2] },
      Slip(.factor, "the factor {2} was left out") { $0[0] - $0[1] },
    ])

  /// (x₀ + … + xₙ₋₁) / n
  package static let mean = Operation(
    "mean", takes: 1...Int.max, value: { $0.reduce(0, +) / Double($0.count) },
    derivatives: { v, _ in v.map { _ in 1 / Double(v.count) } },
    written: { "(\($0.joined(separator: " + "))) / \($0.count)" },
    steps: { ["\($0.reduce(0, +).shown) / \($0.count)"] },
    derivativeWritten: { names, _, _ in "1/\(names.count)" },
    formula: { c in Formula(head: "(", terms: c.sums(c.all), tail: ")/\(c.count)") },
    derivativeFormula: { c, _, _ in "(1/\(c.count))" },
    script: "return sum(n, k => v[k]) / n;",
    derivativeScript: "return 1 / n;",
    slips: [
      Slip(.count, "the sum was not divided by the count") { $0.reduce(0, +) },
      Slip(.count, "the sum was divided by one too few") { $0.reduce(0, +) / Double($0.count - 1) },
      Slip(.count, "the sum was divided by one too many") {
        $0.reduce(0, +) / Double($0.count + 1)
      },
    ])

  /// (x₀² + … + xₙ₋₁²) / n
  package static let meanSquare = Operation(
    "mean_square", takes: 1...Int.max,
    value: { v in v.reduce(0) { $0 + $1 * $1 } / Double(v.count) },
    derivatives: { v, _ in v.map { 2 * $0 / Double(v.count) } },
    // A norm's closed form knows that centred numbers add up to 0; rounded ones do so only nearly.
    derivativeErrors: { errors in errors.map { 2 * $0 / Double(errors.count) } },
    written: { "(\($0.map { "\($0)²" }.joined(separator: " + "))) / \($0.count)" },
    steps: { v in
      let squares = v.map { ($0 * $0).shown }.joined(separator: " + ")
      return ["(\(squares)) / \(v.count)", "\(v.reduce(0) { $0 + $1 * $1 }.shown) / \(v.count)"]
    },
    derivativeWritten: { names, i, _ in "2·\(names[i])/\(names.count)" },
    formula: { c in Formula(head: "(", terms: c.squares(c.all), tail: ")/\(c.count)") },
    derivativeFormula: { c, i, _ in "(2*\(c[i])/\(c.count))" },
    script: "return sum(n, k => v[k] * v[k]) / n;",
    derivativeScript: "return 2 * v[i] / n;",
    slips: [
      Slip(.count, "the sum was not divided by the count") { v in v.reduce(0) { $0 + $1 * $1 } },
      Slip(.count, "the sum was divided by one too few") { v in
        v.reduce(0) { $0 + $1 * $1 } / Double(v.count - 1)
      },
      Slip(.count, "the sum was divided by one too many") { v in
        v.reduce(0) { $0 + $1 * $1 } / Double(v.count + 1)
      },
      Slip(.power, "a root was taken that belongs to the next step") { v in
        (v.reduce(0) { $0 + $1 * $1 } / Double(v.count)).squareRoot()
      },
      Slip(.power, "the numbers were not squared") { v in v.reduce(0, +) / Double(v.count) },
    ])

  /// √(x + y)
  package static let rootOfSum = Operation(
    "root_of_sum", takes: 2...2, value: { ($0[0] + $0[1]).squareRoot() },
    derivatives: { _, root in [1 / (2 * root), 1 / (2 * root)] },
    written: { "√(\($0[0]) + \($0[1]))" },
    steps: { ["√\(($0[0] + $0[1]).shown)"] },
    derivativeWritten: { names, _, _ in "1 / (2·√(\(names[0]) + \(names[1])))" },
    formula: { "SQRT(\($0[0])+\($0[1]))" }, derivativeFormula: { _, _, root in "(1/(2*\(root)))" },
    script: "return sqrt(v[0] + v[1]);",
    derivativeScript: "return 1 / (2 * result);",
    slips: [
      Slip(.epsilon, "ε was left out") { $0[0].squareRoot() },
      Slip(.power, "the root was left out") { $0[0] + $0[1] },
    ])
}
