import Numerics

/// Random numbers: Box and Muller's steps, and the rounding that makes a draw easy to copy.
extension Operation {
  static let drawing = [normalRadius, normalAngle, timesCosine, timesSine, twoDecimals]

  /// √(−2 ln u)
  package static let normalRadius = Operation(
    "normal_radius", takes: 1...1, value: { (-2 * Double.log($0[0])).squareRoot() },
    written: { "√(−2·ln(\($0[0])))" }, steps: { ["√(−2·\(Double.log($0[0]).shownAsTerm))"] },
    formula: { "SQRT(-2*LN(\($0[0])))" },
    script: "return sqrt(-2 * log(v[0]));",
    slips: [
      Slip(.factor, "the 2 was left out") { (-Double.log($0[0])).squareRoot() },
      Slip(.power, "the root was left out") { -2 * Double.log($0[0]) },
    ])

  /// 2π·u
  package static let normalAngle = Operation(
    "normal_angle", takes: 1...1, value: { 2 * Double.pi * $0[0] }, written: { "2π·\($0[0])" },
    formula: { "2*PI()*\($0[0])" },
    script: "return 2 * Math.PI * v[0];",
    slips: [
      Slip(.factor, "the 2 was left out") { Double.pi * $0[0] }
    ])

  /// Operands radius and angle, in radians: radius · cos(angle), the first of two normal draws.
  package static let timesCosine = Operation(
    "times_cos", takes: 2...2, value: { $0[0] * Double.cos($0[1]) },
    written: { "\($0[0])·cos(\($0[1]))" },
    steps: { ["\($0[0].shown)·\(Double.cos($0[1]).shownAsTerm)"] },
    formula: { "\($0[0])*COS(\($0[1]))" },
    script: "return v[0] * cos(v[1]);",
    slips: [
      Slip(.exchanged, "the sine was taken, not the cosine") { $0[0] * Double.sin($0[1]) },
      Slip(.factor, "the radius was left out") { Double.cos($0[1]) },
    ])

  /// Operands radius and angle, in radians: radius · sin(angle), the second of two normal draws.
  package static let timesSine = Operation(
    "times_sin", takes: 2...2, value: { $0[0] * Double.sin($0[1]) },
    written: { "\($0[0])·sin(\($0[1]))" },
    steps: { ["\($0[0].shown)·\(Double.sin($0[1]).shownAsTerm)"] },
    formula: { "\($0[0])*SIN(\($0[1]))" },
    script: "return v[0] * sin(v[1]);",
    slips: [
      Slip(.exchanged, "the cosine was taken, not the sine") { $0[0] * Double.cos($0[1]) },
      Slip(.factor, "the radius was left out") { Double.sin($0[1]) },
    ])

  /// x, rounded to two decimals.
  package static let twoDecimals = Operation(
    "two_decimals", takes: 1...1, value: { $0[0].roundedToTwoDecimals },
    written: { "round(\($0[0]))" }, formula: { "ROUND(\($0[0]),2)" },
    script: "return rounded(v[0] * 100) / 100;")
}

/// AdamW's lines, and those of the weights' average. No gradient passes them.
extension Operation {
  static let training = [runningMean, runningSquare, debias, adamw, keptShare]

  /// β·old + (1 − β)·g
  package static let runningMean = Operation(
    "running_mean", takes: 3...3, value: { $0[0] * $0[1] + (1 - $0[0]) * $0[2] },
    written: { "\($0[0])·\($0[1]) + (1 − \($0[0]))·\($0[2])" },
    formula: { "\($0[0])*\($0[1])+(1-\($0[0]))*\($0[2])" },
    script: "return v[0] * v[1] + (1 - v[0]) * v[2];",
    slips: [
      Slip(.exchanged, "{0} and 1 − {0} stand in each other’s place") {
        (1 - $0[0]) * $0[1] + $0[0] * $0[2]
      },
      Slip(.factor, "the factor 1 − {0} was left out") { $0[0] * $0[1] + $0[2] },
    ])

  /// β·old + (1 − β)·g²
  package static let runningSquare = Operation(
    "running_square", takes: 3...3, value: { $0[0] * $0[1] + (1 - $0[0]) * ($0[2] * $0[2]) },
    written: { "\($0[0])·\($0[1]) + (1 − \($0[0]))·\($0[2])²" },
    formula: { "\($0[0])*\($0[1])+(1-\($0[0]))*(\($0[2])*\($0[2]))" },
    script: "return v[0] * v[1] + (1 - v[0]) * (v[2] * v[2]);",
    slips: [
      Slip(.exchanged, "{0} and 1 − {0} stand in each other’s place") {
        (1 - $0[0]) * $0[1] + $0[0] * $0[2] * $0[2]
      },
      Slip(.power, "the gradient was not squared") { $0[0] * $0[1] + (1 - $0[0]) * $0[2] },
      Slip(.factor, "the factor 1 − {0} was left out") { $0[0] * $0[1] + $0[2] * $0[2] },
    ])

  /// m / (1 − βᵗ)
  package static let debias = Operation(
    "debias", takes: 3...3,
    value: { v in
      guard (1...1e6).contains(v[2]) else { return .nan }  // a damaged trace may hold anything
      return v[0] / (1 - (0..<Int(v[2])).reduce(1.0) { power, _ in power * v[1] })
    },
    written: { "\($0[0]) / (1 − \($0[1])^\($0[2]))" },
    formula: { "\($0[0])/(1-\($0[1])^\($0[2]))" },
    script: """
      if (!(v[2] >= 1 && v[2] <= 1e6)) return NaN;
      let power = 1;
      for (let k = 1; k <= v[2]; k++) power *= v[1];
      return v[0] / (1 - power);
      """,
    slips: [
      Slip(.factor, "the division by 1 − {1} was left out") { $0[0] },
      Slip(.exchanged, "it was multiplied by 1 − {1}, not divided") { $0[0] * (1 - $0[1]) },
      Slip(.exchanged, "it was divided by {1}, not by 1 − {1}") { $0[0] / $0[1] },
    ])

  /// θ − lr·wd·θ − lr·m̂ / (√v̂ + ε)
  package static let adamw = Operation(
    "adamw", takes: 6...6,
    value: { v in
      let (theta, rate, decay, m, s, epsilon) = (v[0], v[1], v[2], v[3], v[4], v[5])
      return (theta - rate * decay * theta) - rate * m / (s.squareRoot() + epsilon)
    },
    written: { v in
      "\(v[0]) − \(v[1])·\(v[2])·\(v[0]) − \(v[1])·\(v[3]) / (√\(v[4]) + \(v[5]))"
    },
    formula: { c in
      "\(c[0])-\(c[1])*\(c[2])*\(c[0])-\(c[1])*\(c[3])/(SQRT(\(c[4]))+\(c[5]))"
    },
    script: "return (v[0] - v[1] * v[2] * v[0]) - v[1] * v[3] / (sqrt(v[4]) + v[5]);",
    slips: [
      Slip(.sign, "the step goes uphill: it was added, not subtracted") {
        $0[0] - $0[1] * $0[2] * $0[0] + $0[1] * $0[3] / ($0[4].squareRoot() + $0[5])
      },
      Slip(.power, "the root of v̂ was left out") {
        $0[0] - $0[1] * $0[2] * $0[0] - $0[1] * $0[3] / ($0[4] + $0[5])
      },
      Slip(.term, "the decay was left out") {
        $0[0] - $0[1] * $0[3] / ($0[4].squareRoot() + $0[5])
      },
      Slip(.term, "only the decay was subtracted") { $0[0] - $0[1] * $0[2] * $0[0] },
      Slip(.factor, "the learning rate was left out of the step") {
        $0[0] - $0[1] * $0[2] * $0[0] - $0[3] / ($0[4].squareRoot() + $0[5])
      },
      Slip(.epsilon, "ε was left out") {
        $0[0] - $0[1] * $0[2] * $0[0] - $0[1] * $0[3] / $0[4].squareRoot()
      },
    ])

  /// min(most, (1 + n) / (10 + n))
  package static let keptShare = Operation(
    "kept_share", takes: 2...2, value: { min($0[0], (1 + $0[1]) / (10 + $0[1])) },
    written: { "min(\($0[0]), (1 + \($0[1])) / (10 + \($0[1])))" },
    steps: { ["min(\($0[0].shown), \(((1 + $0[1]) / (10 + $0[1])).shown))"] },
    formula: { "MIN(\($0[0]),(1+\($0[1]))/(10+\($0[1])))" },
    script: "const share = (1 + v[1]) / (10 + v[1]); return share < v[0] ? share : v[0];")
}
