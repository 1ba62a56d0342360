/// A spreadsheet's formula, without the equals sign: `head` before, the terms of a sum, and `tail` after it.
/// Where the whole is too long for a cell, the terms can be added up in other cells first.
package struct Formula: ExpressibleByStringInterpolation, Sendable {
  package let head: String
  package let terms: [String]
  package let tail: String

  package init(stringLiteral text: String) { self.init(terms: [text]) }

  /// head + (term + term + …) + tail
  package init(head: String = "", terms: [String], tail: String = "") {
    self.head = head
    self.terms = terms
    self.tail = tail
  }

  package var text: String { head + terms.joined(separator: "+") + tail }
}

/// The cells of an operation's operands.
package protocol FormulaCells {
  /// How many operands there are.
  var count: Int { get }
  /// The cell of an operand, such as `B7` or `Forward!B7`.
  subscript(operand: Int) -> String { get }
  /// Operands as ranges of neighbouring cells in the same row or column, in their order.
  func ranges(_ operands: Range<Int>) -> [String]
  /// The terms of Σ xᵢ·yᵢ over two equally long rows of operands.
  func products(_ x: Range<Int>, _ y: Range<Int>) -> [String]
}

extension FormulaCells {
  var all: Range<Int> { 0..<count }

  /// The largest of some operands.
  func largest(_ operands: Range<Int>) -> String {
    "MAX(\(ranges(operands).joined(separator: ",")))"
  }

  /// Σ exp(xᵢ − largest) as terms.
  func powers(_ operands: Range<Int>) -> [String] {
    let largest = largest(operands)
    return ranges(operands).map { range in
      range.contains(":") ? "SUMPRODUCT(EXP(\(range)-\(largest)))" : "EXP(\(range)-\(largest))"
    }
  }
}
