import Numerics

/// One kind of step that a person does with a pencil: its value, how it is written, and how the
/// result changes per unit of each operand. The operations stand in `Operation+….swift`, each file
/// with their list at its head; a new one is added there.
///
/// The same definition computes a trace, prints it on a page and checks a recorded one.
package final class Operation: Sendable {
  /// What a trace calls it.
  package let name: String
  /// The result for the operands' values.
  package let value: @Sendable ([Double]) -> Double
  /// ∂result/∂operand for each operand, from the operands' values and the result; nil where no
  /// gradient passes.
  package let derivatives: (@Sendable ([Double], Double) -> [Double])?
  /// How large the parts are that a derivative is the sum of, where they may cancel: its rounding is in
  /// proportion to them, not to what is left. Without it a derivative has one part.
  let derivativeSizes: (@Sendable ([Double]) -> [Double])?
  /// How far off each derivative may be where the operands are off by so much; nil where a closed form of
  /// the gradient rests on nothing that is true of the operands before they are rounded.
  let derivativeErrors: (@Sendable ([Double]) -> [Double])?
  /// The formula, given the operands as names or as numbers (negative numbers in parentheses).
  package let written: @Sendable ([String]) -> String
  /// Lines between the numbers and the result, where a calculator needs them.
  package let steps: @Sendable ([Double]) -> [String]
  /// ∂result/∂operand in words: the operands' names, which operand, and the result's name.
  package let derivativeWritten: @Sendable (OperandNames, Int, String) -> String
  /// The result as a spreadsheet's formula.
  package let formula: @Sendable (FormulaCells) -> Formula
  /// ∂result/∂operand as a spreadsheet's formula: the operands, which of them, and the result's cell; "1"
  /// where it is 1.
  package let derivativeFormula: @Sendable (FormulaCells, Int, String) -> String
  /// The result as the body of a JavaScript function of the operands `v` and their number `n`, bit for bit
  /// as `value` gives it: what `trace view` computes with. It may call the functions of `Elementary.js`.
  package let script: String
  /// ∂result/∂operand number `i`, likewise, which may use the `result`; empty where no gradient passes.
  package let derivativeScript: String
  /// How many operands it takes.
  package let counts: ClosedRange<Int>
  /// What people do in its place by mistake.
  package let slips: [Slip]
  /// Whether a given number may have a gradient.
  package let hasGradient: Bool
  /// Where the operands fall into groups (`dot`'s two rows and its bias): each group's size.
  package let groups: @Sendable (Int) -> [Int]

  init(
    _ name: String, takes counts: ClosedRange<Int>, value: @escaping @Sendable ([Double]) -> Double,
    derivatives: (@Sendable ([Double], Double) -> [Double])? = nil,
    derivativeSizes: (@Sendable ([Double]) -> [Double])? = nil,
    derivativeErrors: (@Sendable ([Double]) -> [Double])? = nil,
    written: @escaping @Sendable ([String]) -> String,
    steps: @escaping @Sendable ([Double]) -> [String] = { _ in [] },
    derivativeWritten: @escaping @Sendable (OperandNames, Int, String) -> String = { _, _, _ in ""
    },
    formula: @escaping @Sendable (FormulaCells) -> Formula,
    derivativeFormula: @escaping @Sendable (FormulaCells, Int, String) -> String = { _, _, _ in "0"
    },
    script: String, derivativeScript: String = "",
    groups: @escaping @Sendable (Int) -> [Int] = { [$0] }, slips: [Slip] = [],
    hasGradient: Bool = true
  ) {
    self.name = name
    self.counts = counts
    self.value = value
    self.derivatives = derivatives
    self.derivativeSizes = derivativeSizes
    self.derivativeErrors = derivativeErrors
    self.written = written
    self.steps = steps
    self.derivativeWritten = derivativeWritten
    self.formula = formula
    self.derivativeFormula = derivativeFormula
    self.script = script
    self.derivativeScript = derivativeScript
    self.groups = groups
    self.slips = slips
    self.hasGradient = hasGradient
  }
}

/// The names of a step's operands, each made when it is asked for: a derivative mentions few of them.
package struct OperandNames {
  /// How many operands the step has.
  package let count: Int
  private let name: (Int) -> String

  /// - Parameters:
  ///   - count: How many operands the step has.
  ///   - name: Makes the name of operand number i, from 0.
  package init(count: Int, _ name: @escaping (Int) -> String) {
    self.count = count
    self.name = name
  }

  /// The name of operand number i, from 0.
  package subscript(_ i: Int) -> String { name(i) }
}

/// Numbers that are not computed but given.
extension Operation {
  /// A parameter that training changes.
  package static let parameter = given("parameter")
  /// A parameter that training leaves alone.
  package static let frozen = given("frozen", hasGradient: false)
  /// A number of the data set; it may have a gradient.
  package static let data = given("data")
  /// A number that the computation brings along, such as ε, a place or a learning rate.
  package static let constant = given("constant", hasGradient: false)
  /// A random draw; it may have a gradient.
  package static let draw = given("draw")
  /// An attention weight that a mask sets to 0, or the probability of a token that is left out.
  package static let masked = given("masked", always: 0, hasGradient: false)

  /// - Parameter value: What the number always is; NaN where it may be any.
  private static func given(
    _ name: String, always value: Double = .nan, hasGradient: Bool = true
  ) -> Operation {
    Operation(
      name, takes: 0...0, value: { _ in value }, written: { _ in name }, formula: { _ in "" },
      script: "", hasGradient: hasGradient)
  }

  /// Whether the number was given, rather than computed.
  package var isGiven: Bool { Self.allGiven.contains { $0 === self } }
  private static let allGiven = [parameter, frozen, data, constant, draw, masked]

  /// Whether the number is a model's, trained or left alone.
  package var isParameter: Bool { self === Self.parameter || self === Self.frozen }

  /// Whether the operation can be done with so many operands.
  package func takes(_ count: Int) -> Bool { counts.contains(count) }

  /// The gradient of the loss with respect to one scalar: a sum over everything that used it. Its
  /// operands are the users; `Trace` evaluates it, because it needs their derivatives.
  package static let chain = Operation(
    "chain", takes: 0...Int.max, value: { _ in .nan }, written: { _ in "chain" },
    formula: { _ in "" }, script: "")
}

extension Operation {
  private static let kinds = [
    allGiven, [chain], arithmetic, functions, latents, language, choice, drawing, training,
  ]

  /// Every operation by its name, for reading traces back.
  package static let all = Dictionary(uniqueKeysWithValues: kinds.joined().map { ($0.name, $0) })
}
