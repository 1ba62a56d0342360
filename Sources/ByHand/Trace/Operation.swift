import Numerics

/// One kind of step that a person does with a pencil: its value, how it is written, and how the
/// result changes per unit of each operand. Adding an operation touches this file only.
///
/// The same definition computes a trace, prints it on a page and checks a recorded one.
public final class Operation: Sendable {
  /// What a trace calls it.
  public let name: String
  /// The result for the operands' values.
  public let value: @Sendable ([Double]) -> Double
  /// ∂result/∂operand for each operand, from the operands' values and the result; nil where no
  /// gradient passes.
  public let derivatives: (@Sendable ([Double], Double) -> [Double])?
  /// The formula, given the operands as names or as numbers (negative numbers in parentheses).
  public let written: @Sendable ([String]) -> String
  /// Lines between the numbers and the result, where a calculator needs them.
  public let steps: @Sendable ([Double]) -> [String]
  /// ∂result/∂operand in words: the operands' names, and which operand.
  public let derivativeWritten: @Sendable ([String], Int) -> String
  /// How many operands it takes.
  private let counts: ClosedRange<Int>
  /// Where the operands fall into groups (`dot`'s two rows and its bias): each group's size.
  public let groups: @Sendable (Int) -> [Int]

  init(
    _ name: String, takes counts: ClosedRange<Int>, value: @escaping @Sendable ([Double]) -> Double,
    derivatives: (@Sendable ([Double], Double) -> [Double])? = nil,
    written: @escaping @Sendable ([String]) -> String,
    steps: @escaping @Sendable ([Double]) -> [String] = { _ in [] },
    derivativeWritten: @escaping @Sendable ([String], Int) -> String = { _, _ in "" },
    groups: @escaping @Sendable (Int) -> [Int] = { [$0] }
  ) {
    self.name = name
    self.counts = counts
    self.value = value
    self.derivatives = derivatives
    self.written = written
    self.steps = steps
    self.derivativeWritten = derivativeWritten
    self.groups = groups
  }
}

/// Numbers that are not computed but given. Constants have no gradients.
extension Operation {
  public static let parameter = given("parameter")
  public static let data = given("data")
  public static let constant = given("constant")
  public static let draw = given("draw")
  /// An attention weight that the causal mask sets to 0.
  public static let masked = given("masked")

  private static func given(_ name: String) -> Operation {
    Operation(name, takes: 0...0, value: { _ in .nan }, written: { _ in name })
  }

  /// Whether the number was given, rather than computed.
  public var isGiven: Bool { Self.allGiven.contains { $0 === self } }
  private static let allGiven = [parameter, data, constant, draw, masked]

  /// Whether the operation can be done with so many operands.
  public func takes(_ count: Int) -> Bool { counts.contains(count) }

  /// The gradient of the loss with respect to one scalar: a sum over everything that used it. Its
  /// operands are the users; `Trace` evaluates it, because it needs their derivatives.
  public static let chain = Operation(
    "chain", takes: 0...Int.max, value: { _ in .nan }, written: { _ in "chain" })
}

/// Arithmetic.
extension Operation {
  /// Operands x₀ … xₙ₋₁, w₀ … wₙ₋₁ and perhaps b: Σ xᵢ·wᵢ (+ b), added from left to right.
  public static let dot = Operation(
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
    derivativeWritten: { names, i in
      let n = names.count / 2
      return i < n ? names[n + i] : i < 2 * n ? names[i - n] : "1"
    },
    groups: { $0 % 2 == 1 ? [$0 / 2, $0 / 2, 1] : [$0 / 2, $0 / 2] })

  public static let add = Operation(
    "add", takes: 2...2, value: { $0[0] + $0[1] }, derivatives: { _, _ in [1, 1] },
    written: { "\($0[0]) + \($0[1])" }, derivativeWritten: { _, _ in "1" })

  public static let subtract = Operation(
    "subtract", takes: 2...2, value: { $0[0] - $0[1] }, derivatives: { _, _ in [1, -1] },
    written: { "\($0[0]) − \($0[1])" }, derivativeWritten: { _, i in i == 0 ? "1" : "−1" })

  public static let multiply = Operation(
    "multiply", takes: 2...2, value: { $0[0] * $0[1] }, derivatives: { v, _ in [v[1], v[0]] },
    written: { "\($0[0])·\($0[1])" }, derivativeWritten: { names, i in names[1 - i] })

  public static let divide = Operation(
    "divide", takes: 2...2, value: { $0[0] / $0[1] },
    derivatives: { v, _ in [1 / v[1], -v[0] / (v[1] * v[1])] },
    written: { "\($0[0]) / \($0[1])" },
    derivativeWritten: { names, i in
      i == 0 ? "1 / \(names[1])" : "−\(names[0]) / \(names[1])²"
    })

  /// x − c·y
  public static let minusProduct = Operation(
    "minus_product", takes: 3...3, value: { $0[0] - $0[1] * $0[2] },
    derivatives: { v, _ in [1, -v[2], -v[1]] },
    written: { "\($0[0]) − \($0[1])·\($0[2])" },
    steps: { ["\($0[0].shown) − \(($0[1] * $0[2]).shownAsTerm)"] },
    derivativeWritten: { names, i in ["1", "−\(names[2])", "−\(names[1])"][i] })

  /// (x₀ + … + xₙ₋₁) / n
  public static let mean = Operation(
    "mean", takes: 1...Int.max, value: { $0.reduce(0, +) / Double($0.count) },
    derivatives: { v, _ in v.map { _ in 1 / Double(v.count) } },
    written: { "(\($0.joined(separator: " + "))) / \($0.count)" },
    steps: { ["\($0.reduce(0, +).shown) / \($0.count)"] },
    derivativeWritten: { names, _ in "1/\(names.count)" })

  /// (x₀² + … + xₙ₋₁²) / n
  public static let meanSquare = Operation(
    "mean_square", takes: 1...Int.max,
    value: { v in v.reduce(0) { $0 + $1 * $1 } / Double(v.count) },
    derivatives: { v, _ in v.map { 2 * $0 / Double(v.count) } },
    written: { "(\($0.map { "\($0)²" }.joined(separator: " + "))) / \($0.count)" },
    steps: { v in
      let squares = v.map { ($0 * $0).shown }.joined(separator: " + ")
      return ["(\(squares)) / \(v.count)", "\(v.reduce(0) { $0 + $1 * $1 }.shown) / \(v.count)"]
    },
    derivativeWritten: { names, i in "2·\(names[i])/\(names.count)" })

  /// √(x + y)
  public static let rootOfSum = Operation(
    "root_of_sum", takes: 2...2, value: { ($0[0] + $0[1]).squareRoot() },
    derivatives: { _, root in [1 / (2 * root), 1 / (2 * root)] },
    written: { "√(\($0[0]) + \($0[1]))" },
    steps: { ["√\(($0[0] + $0[1]).shown)"] },
    derivativeWritten: { names, _ in "1 / (2·√(\(names[0]) + \(names[1])))" })
}

/// Functions.
extension Operation {
  /// x / (1 + e⁻ˣ)
  public static let silu = Operation(
    "silu", takes: 1...1, value: { $0[0] / (1 + Double.exp(-$0[0])) },
    derivatives: { v, _ in
      let s = 1 / (1 + Double.exp(-v[0]))
      return [s * (1 + v[0] * (1 - s))]
    },
    written: { "\($0[0]) / (1 + exp(−\($0[0])))" },
    steps: { ["\($0[0].shown) / (1 + \(Double.exp(-$0[0]).shown))"] },
    derivativeWritten: { names, _ in "SiLU′(\(names[0]))" })

  /// x·Φ(x), with Φ(x) = ½(1 + erf(x/√2))
  public static let gelu = Operation(
    "gelu", takes: 1...1,
    value: { $0[0] * (0.5 * (1 + Double.erf($0[0] / 2.0.squareRoot()))) },
    derivatives: { v, _ in
      let density = Double.exp(-v[0] * v[0] / 2) / (2 * Double.pi).squareRoot()
      return [0.5 + 0.5 * Double.erf(v[0] / 2.0.squareRoot()) + v[0] * density]
    },
    written: { "\($0[0])·½·(1 + erf(\($0[0]) / √2))" },
    steps: { ["\($0[0].shown)·\((0.5 * (1 + Double.erf($0[0] / 2.0.squareRoot()))).shown)"] },
    derivativeWritten: { names, _ in "GELU′(\(names[0]))" })

  /// exp of an operand, which brings its own parentheses if it is a negative number.
  @Sendable private static func exponential(_ operand: String) -> String {
    operand.hasPrefix("(") ? "exp\(operand)" : "exp(\(operand))"
  }

  /// Operands a, b₀ … bₙ, with a one of the b: exp(a) / Σ exp(bᵢ). The largest b is subtracted from
  /// all of them first, which keeps the powers small and changes nothing else.
  public static let softmax = Operation(
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
      "\(exponential(v[0])) / (\(v.dropFirst().map(exponential).joined(separator: " + ")))"
    },
    steps: { v in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      let powers = v.map { Double.exp($0 - largest).shown }
      return ["\(powers[0]) / (\(powers.dropFirst().joined(separator: " + ")))"]
    },
    derivativeWritten: { names, i in i == 0 ? "w" : "−w·w(\(names[i]))" },
    groups: { [1, $0 - 1] })

  /// Operands t, x₀ … xₙ, with t one of the x: ln Σ exp(xᵢ) − t, which is −ln softmax(t).
  public static let surprise = Operation(
    "surprise", takes: 2...Int.max,
    value: { v in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      return largest + Double.log(v.dropFirst().reduce(0) { $0 + Double.exp($1 - largest) }) - v[0]
    },
    derivatives: { v, _ in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      let sum = v.dropFirst().reduce(0) { $0 + Double.exp($1 - largest) }
      return [-1] + v.dropFirst().map { Double.exp($0 - largest) / sum }
    },
    written: { v in
      "ln(\(v.dropFirst().map(exponential).joined(separator: " + "))) − \(v[0])"
    },
    steps: { v in
      let largest = v.dropFirst().reduce(-.infinity, Double.maximum)
      let sum = v.dropFirst().reduce(0) { $0 + Double.exp($1 - largest) }
      return ["\(largest.shown) + ln(\(sum.shown)) − \(v[0].shownAsTerm)"]
    },
    derivativeWritten: { names, i in i == 0 ? "−1" : "p(\(names[i]))" },
    groups: { [1, $0 - 1] })

  public static let squareRoot = Operation(
    "sqrt", takes: 1...1, value: { $0[0].squareRoot() },
    derivatives: { _, root in [1 / (2 * root)] }, written: { "√\($0[0])" },
    derivativeWritten: { names, _ in "1 / (2·√\(names[0]))" })

  public static let sine = Operation(
    "sin", takes: 1...1, value: { Double.sin($0[0]) }, derivatives: { v, _ in [Double.cos(v[0])] },
    written: { "sin(\($0[0]))" }, derivativeWritten: { names, _ in "cos(\(names[0]))" })

  public static let cosine = Operation(
    "cos", takes: 1...1, value: { Double.cos($0[0]) }, derivatives: { v, _ in [-Double.sin(v[0])] },
    written: { "cos(\($0[0]))" }, derivativeWritten: { names, _ in "−sin(\(names[0]))" })

  /// exp(−ln(period)·i / last): how fast a sinusoid of the time embedding turns.
  public static let frequency = Operation(
    "frequency", takes: 3...3, value: { Double.exp(-(Double.log($0[0]) * $0[1] / $0[2])) },
    written: { "exp(−ln(\($0[0]))·\($0[1]) / \($0[2]))" },
    steps: { ["exp(\((-(Double.log($0[0]) * $0[1] / $0[2])).shown))"] })
}

/// Random numbers: Box and Muller's steps, and the rounding that makes a draw easy to copy.
extension Operation {
  /// √(−2 ln u)
  public static let normalRadius = Operation(
    "normal_radius", takes: 1...1, value: { (-2 * Double.log($0[0])).squareRoot() },
    written: { "√(−2·ln(\($0[0])))" }, steps: { ["√(−2·\(Double.log($0[0]).shownAsTerm))"] })

  /// 2π·u
  public static let normalAngle = Operation(
    "normal_angle", takes: 1...1, value: { 2 * Double.pi * $0[0] }, written: { "2π·\($0[0])" })

  public static let timesCosine = Operation(
    "times_cos", takes: 2...2, value: { $0[0] * Double.cos($0[1]) },
    written: { "\($0[0])·cos(\($0[1]))" },
    steps: { ["\($0[0].shown)·\(Double.cos($0[1]).shownAsTerm)"] })

  public static let timesSine = Operation(
    "times_sin", takes: 2...2, value: { $0[0] * Double.sin($0[1]) },
    written: { "\($0[0])·sin(\($0[1]))" },
    steps: { ["\($0[0].shown)·\(Double.sin($0[1]).shownAsTerm)"] })

  public static let twoDecimals = Operation(
    "two_decimals", takes: 1...1, value: { $0[0].roundedToTwoDecimals },
    written: { "round(\($0[0]))" })
}

/// AdamW's lines. No gradient passes them.
extension Operation {
  /// β·old + (1 − β)·g
  public static let runningMean = Operation(
    "running_mean", takes: 3...3, value: { $0[0] * $0[1] + (1 - $0[0]) * $0[2] },
    written: { "\($0[0])·\($0[1]) + (1 − \($0[0]))·\($0[2])" })

  /// β·old + (1 − β)·g²
  public static let runningSquare = Operation(
    "running_square", takes: 3...3, value: { $0[0] * $0[1] + (1 - $0[0]) * ($0[2] * $0[2]) },
    written: { "\($0[0])·\($0[1]) + (1 − \($0[0]))·\($0[2])²" })

  /// m / (1 − βᵗ)
  public static let debias = Operation(
    "debias", takes: 3...3,
    value: { v in
      guard (1...1e9).contains(v[2]) else { return .nan }  // a damaged trace may hold anything
      return v[0] / (1 - (0..<Int(v[2])).reduce(1.0) { power, _ in power * v[1] })
    },
    written: { "\($0[0]) / (1 − \($0[1])^\($0[2]))" })

  /// θ − lr·wd·θ − lr·m̂ / (√v̂ + ε)
  public static let adamw = Operation(
    "adamw", takes: 6...6,
    value: { v in
      let (theta, rate, decay, m, s, epsilon) = (v[0], v[1], v[2], v[3], v[4], v[5])
      return (theta - rate * decay * theta) - rate * m / (s.squareRoot() + epsilon)
    },
    written: { v in
      "\(v[0]) − \(v[1])·\(v[2])·\(v[0]) − \(v[1])·\(v[3]) / (√\(v[4]) + \(v[5]))"
    })

  /// Every operation, for reading traces back.
  public static let all: [String: Operation] = Dictionary(
    uniqueKeysWithValues: [
      parameter, data, constant, draw, masked, chain, dot, add, subtract, multiply, divide,
      minusProduct,
      mean, meanSquare, rootOfSum, silu, gelu, softmax,
      surprise, squareRoot, sine, cosine, frequency, normalRadius, normalAngle,
      timesCosine, timesSine, twoDecimals, runningMean, runningSquare, debias, adamw,
    ].map { ($0.name, $0) })
}
