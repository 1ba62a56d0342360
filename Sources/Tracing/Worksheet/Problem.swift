import ByHand
import Numerics

/// What a blank asks for: one step of the trace with its operands, as the reader sees them.
package struct Problem {
  /// Which part of a step is asked.
  package enum Part: Equatable {
    /// The number of the line.
    case whole
    /// One product of the sum that the line is, counted from 0.
    case product(Int)
  }

  /// Where the line stands.
  package let trace: RecordedTrace
  /// The line of the trace whose number is asked, or a product of it.
  package let line: Int
  /// All of its number, or a product of it.
  package let part: Part
  /// What is to be done. A gradient is a sum of products: gradients of its users times derivatives.
  let operation: Operation
  /// The operands in full precision.
  let operands: [Double]
  /// The operands' lines; none for derivatives.
  package let lines: [Int?]
  /// The users of the number, where a gradient is asked.
  let users: [RecordedTrace.ChainTerm]
  /// The answer in full precision.
  package let value: Double
  /// The fewest decimals, from four up, at which the printed operands give the printed answer; nil where no
  /// page has room for as many. A reader's calculator then shows the answer, not one that is off by a digit.
  let decimals: Int?
  /// The operands as the reader sees them.
  let printed: [Double]

  var isGradient: Bool { !users.isEmpty }

  /// - Throws: `TraceError` if the recipe cannot be read, or has no such product.
  init(_ trace: RecordedTrace, line: Int, part: Part = .whole) throws {
    (self.trace, self.line, self.part) = (trace, line, part)
    let recipe = try trace.recipe(of: line)
    if recipe.operation === Operation.chain {
      users = try trace.chainTerms(of: line)
      operation = .dot
      operands = users.map(\.gradientValue) + users.map(\.derivative)
      lines = users.map { $0.gradient } + users.map { _ in nil }
    } else if case .product(let n) = part {
      let half = recipe.operands.count / 2
      guard recipe.operation === Operation.dot, (0..<half).contains(n) else {
        throw TraceError(trace.name, "\(trace.lines[line].name) has no product \(n)")
      }
      users = []
      operation = .multiply
      lines = [recipe.operands[n], recipe.operands[half + n]]
      operands = lines.map { $0.map { trace.lines[$0].value } ?? .nan }
    } else {
      users = []
      operation = recipe.operation
      lines = Array(recipe.operands)
      operands = recipe.operands.map { trace.lines[$0].value }
    }
    value = part == .whole ? trace.lines[line].value : operation.value(operands)
    (decimals, printed) = Self.printed(operands, operation, value)
  }

  private static func printed(_ operands: [Double], _ operation: Operation, _ value: Double) -> (
    decimals: Int?, [Double]
  ) {
    for decimals in 4...9 {
      let printed = operands.map { TypedNumber.shown($0, decimals: decimals) }
      if operation.value(printed).shown == value.shown { return (decimals, printed) }
    }
    return (nil, operands)
  }

  /// The numbers that are added up, as they stand in the sum; none where the step is no sum.
  func terms(of operands: [Double]) -> [Double] {
    let n = operands.count
    switch operation.name {
    case "dot":
      let products = (0..<n / 2).map { operands[$0] * operands[n / 2 + $0] }
      return products + operands.suffix(n % 2)
    case "add", "sum": return operands
    case "mean": return operands.map { $0 / Double(n) }
    case "mean_square": return operands.map { $0 * $0 / Double(n) }
    default: return []
    }
  }

  /// How many terms the reader has to work out.
  var size: Int { max(terms(of: operands).count, operation === Operation.dot ? 1 : operands.count) }

  /// What kind of step it is; a worksheet does not ask for the same kind twice in a row.
  var kind: String {
    if part != .whole { return "product" }
    if let user = users.first, let recipe = try? trace.recipe(of: user.consumer) {
      return "gradient through \(recipe.operation.name)"
    }
    return operation.name
  }
}

/// A problem in words and numbers.
extension Problem {
  /// The name of a line on the page that asks.
  package typealias Naming = (Int) -> String

  /// The step with names, and with numbers.
  package func rows(_ name: @escaping Naming) -> [String] {
    let decimals = decimals ?? 9
    func number(_ value: Double) -> String { value.shownAsTerm(decimals: decimals) }
    if isGradient {
      let factors = users.map { factor($0, name) }
      return [
        sum(zip(users, factors).map { times(name($0.gradient), $1) }),
        sum(
          zip(users, factors).map { user, factor in
            times(number(user.gradientValue), factor == "1" ? "1" : number(user.derivative))
          }),
      ]
    }
    let names = lines.map { $0.map(name) ?? "" }
    return [operation.written(names), operation.written(operands.map(number))]
  }

  private func sum(_ terms: [String]) -> String { terms.joined(separator: " + ") }

  /// The product, with parentheses around what would be misread after a dot.
  private func times(_ a: String, _ b: String) -> String {
    if b == "1" { return a }
    return b.contains(" ") || b.hasPrefix("−") ? "\(a)·(\(b))" : "\(a)·\(b)"
  }

  /// ∂user/∂number in words.
  func factor(_ user: RecordedTrace.ChainTerm, _ name: @escaping Naming) -> String {
    guard let recipe = try? trace.recipe(of: user.consumer) else { return "" }
    return recipe.operation.derivativeWritten(
      OperandNames(count: recipe.operands.count) { name(recipe.operands[$0]) }, user.position,
      name(user.consumer))
  }

  /// What stands before the equals sign.
  package func head(_ name: Naming) -> String {
    part == .whole ? name(line) : lines.map { $0.map(name) ?? "" }.joined(separator: "·")
  }
}
