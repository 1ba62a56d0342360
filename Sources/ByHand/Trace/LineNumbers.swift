/// Lines of a trace, four bytes each: a recording names some millions of operands.
package struct LineNumbers: RandomAccessCollection, ExpressibleByArrayLiteral, Sendable {
  private let numbers: [Int32]

  /// The lines in this order. A line of 2³¹ or more stops the program, which would have needed a hundred
  /// gigabytes to come so far.
  package init(_ lines: some Sequence<Int>) { numbers = lines.map { Int32($0) } }

  /// The same, written out.
  package init(arrayLiteral lines: Int...) { self.init(lines) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { numbers.count }
  package subscript(place: Int) -> Int { Int(numbers[place]) }
}
