import Numerics

/// A term of a sum in a spreadsheet's formula, and what the recorded numbers make of it.
package struct FormulaTerm: Sendable {
  /// What stands in the formula.
  package let text: String
  /// What it comes to; NaN where nobody has asked, in a formula of a single term.
  package let value: Double

  /// A term and its value.
  package init(_ text: String, value: Double) {
    self.text = text
    self.value = value
  }
}

/// A spreadsheet's formula, without the equals sign: `head` before, the terms of a sum, and `tail` after it.
/// Where the whole is too long for a cell, the terms can be added up in other cells first.
package struct Formula: ExpressibleByStringInterpolation, Sendable {
  /// What stands before the terms, their sum, and what stands after them.
  package let head: String
  /// What is added up between head and tail.
  package let terms: [FormulaTerm]
  /// What stands after the sum, such as `)/4`.
  package let tail: String
  /// Whether functions of single numbers are applied to whole ranges in it, which some programs do only
  /// where they are told to.
  package let isArray: Bool

  /// A formula of a single term.
  package init(stringLiteral text: String) { self.init(terms: [FormulaTerm(text, value: .nan)]) }

  /// head + (term + term + …) + tail
  package init(
    head: String = "", terms: [FormulaTerm], tail: String = "", isArray: Bool = false
  ) {
    self.head = head
    self.terms = terms
    self.tail = tail
    self.isArray = isArray
  }

  /// The whole formula.
  package var text: String { head + terms.map(\.text).joined(separator: "+") + tail }
}

/// Neighbouring cells in the same row or column: how a formula calls them, and their recorded numbers.
package struct CellRange {
  let text: String
  let values: [Double]

  /// `B7:B9` with three numbers, `B7` with one.
  package init(_ text: String, values: [Double]) {
    self.text = text
    self.values = values
  }

  /// A term made of all of these cells, or of the one that there is.
  func term(all: String, one: String, _ value: ([Double]) -> Double) -> FormulaTerm {
    FormulaTerm(values.count == 1 ? one : all, value: value(values))
  }
}

/// The cells of an operation's operands.
package protocol FormulaCells {
  /// How many operands there are.
  var count: Int { get }
  /// The cell of an operand, such as `B7` or `Forward!B7`.
  subscript(operand: Int) -> String { get }
  /// The recorded number of an operand.
  func value(_ operand: Int) -> Double
  /// Operands as ranges of neighbouring cells in the same row or column, in their order.
  func ranges(_ operands: Range<Int>) -> [CellRange]
  /// The terms of Σ xᵢ·yᵢ over two equally long rows of operands.
  func products(_ x: Range<Int>, _ y: Range<Int>) -> [FormulaTerm]
}

extension FormulaCells {
  var all: Range<Int> { 0..<count }

  /// The largest of some operands.
  func largest(_ operands: Range<Int>) -> String {
    "MAX(\(ranges(operands).map(\.text).joined(separator: ",")))"
  }

  /// Σ xᵢ as terms.
  func sums(_ operands: Range<Int>) -> [FormulaTerm] {
    ranges(operands).map { range in
      range.term(all: "SUM(\(range.text))", one: range.text) { $0.reduce(0, +) }
    }
  }

  /// Σ xᵢ² as terms.
  func squares(_ operands: Range<Int>) -> [FormulaTerm] {
    ranges(operands).map { range in
      range.term(all: "SUMSQ(\(range.text))", one: "\(range.text)*\(range.text)") {
        $0.reduce(0) { $0 + $1 * $1 }
      }
    }
  }

  /// Σ exp(xᵢ − largest) as terms.
  func powers(_ operands: Range<Int>) -> [FormulaTerm] {
    let (name, most) = (largest(operands), operands.map(value).reduce(-.infinity, Double.maximum))
    return ranges(operands).map { range in
      let power = "EXP(\(range.text)-\(name))"
      return range.term(all: "SUMPRODUCT(\(power))", one: power) {
        $0.reduce(0) { $0 + Double.exp($1 - most) }
      }
    }
  }
}
