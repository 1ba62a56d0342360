import Numerics

/// What a VAE's latents need.
extension Operation {
  static let latents = [exponentialOfHalf, logarithm, klTerm, sum, held]

  /// exp(x / 2): a standard deviation from the logarithm of its square.
  package static let exponentialOfHalf = Operation(
    "exp_half", takes: 1...1, value: { Double.exp($0[0] / 2) },
    derivatives: { _, power in [power / 2] }, written: { "exp(\($0[0]) / 2)" },
    derivativeWritten: { _, _, power in "\(power) / 2" },
    formula: { "EXP(\($0[0])/2)" }, derivativeFormula: { _, _, power in "(\(power)/2)" },
    script: "return exp(v[0] / 2);",
    derivativeScript: "return result / 2;",
    slips: [
      Slip(.factor, "the ½ was left out") { Double.exp($0[0]) },
      Slip(.sign, "the power has the wrong sign") { Double.exp(-$0[0] / 2) },
    ])

  /// min(max(x, −30), 20): the logarithm of a variance whose exponential is neither 0 nor too large.
  package static let held = Operation(
    "held", takes: 1...1, value: { Double.minimum(Double.maximum($0[0], -30), 20) },
    derivatives: { v, held in [v[0] == held ? 1 : 0] },
    written: { "min(max(\($0[0]), −30), 20)" },
    derivativeWritten: { names, _, held in "[\(held) = \(names[0])]" },
    formula: { "MIN(MAX(\($0[0]),-30),20)" },
    derivativeFormula: { c, _, held in "IF(\(c[0])=\(held),1,0)" },
    script: "return minimum(maximum(v[0], -30), 20);",
    derivativeScript: "return v[0] === result ? 1 : 0;")

  /// ln x
  package static let logarithm = Operation(
    "ln", takes: 1...1, value: { Double.log($0[0]) },
    derivatives: { v, _ in [1 / v[0]] }, written: { "ln(\($0[0]))" },
    derivativeWritten: { names, _, _ in "1 / \(names[0])" },
    formula: { "LN(\($0[0]))" }, derivativeFormula: { c, _, _ in "(1/\(c[0]))" },
    script: "return log(v[0]);",
    derivativeScript: "return 1 / v[0];")

  /// Operands mean, variance and ln variance: ½·(mean² + variance − 1 − ln variance).
  package static let klTerm = Operation(
    "kl_term", takes: 3...3,
    value: { 0.5 * ($0[0] * $0[0] + $0[1] - 1 - $0[2]) },
    derivatives: { v, _ in [v[0], 0.5, -0.5] },
    written: { "½·(\($0[0])² + \($0[1]) − 1 − \($0[2]))" },
    steps: { v in
      ["½·(\((v[0] * v[0]).shown) + \(v[1].shownAsTerm) − 1 − \(v[2].shownAsTerm))"]
    },
    derivativeWritten: { names, i, _ in [names[0], "½", "−½"][i] },
    formula: { "0.5*(\($0[0])*\($0[0])+\($0[1])-1-\($0[2]))" },
    derivativeFormula: { c, i, _ in [c[0], "0.5", "-0.5"][i] },
    script: "return 0.5 * (v[0] * v[0] + v[1] - 1 - v[2]);",
    derivativeScript: "return [v[0], 0.5, -0.5][i];",
    slips: [
      Slip(.factor, "the ½ was left out") { $0[0] * $0[0] + $0[1] - 1 - $0[2] },
      Slip(.sign, "the logarithm was added, not subtracted") {
        0.5 * ($0[0] * $0[0] + $0[1] - 1 + $0[2])
      },
      Slip(.power, "the mean was not squared") { 0.5 * ($0[0] + $0[1] - 1 - $0[2]) },
    ])

  /// x₀ + … + xₙ₋₁
  package static let sum = Operation(
    "sum", takes: 1...Int.max, value: { $0.reduce(0, +) },
    derivatives: { v, _ in v.map { _ in 1 } }, written: { $0.joined(separator: " + ") },
    derivativeWritten: { _, _, _ in "1" },
    formula: { Formula(terms: $0.sums($0.all)) },
    derivativeFormula: { _, _, _ in "1" },
    script: "return sum(n, k => v[k]);",
    derivativeScript: "return 1;")
}
