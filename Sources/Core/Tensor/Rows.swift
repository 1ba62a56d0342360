import Numerics

/// Sums along rows, eight rows side by side: a sum in a fixed order must wait for each addition, and
/// eight of them wait at the same time.
enum Rows {
  /// Folds each of `rows` rows of n entries, first to last.
  ///
  /// - Parameters:
  ///   - start: The value that row number r starts from.
  ///   - combine: The value so far, the row and the offset r·n + i of the entry → the next value.
  ///   - result: Receives row number r's value.
  @inline(__always)
  static func fold<Value>(
    _ rows: Range<Int>, length n: Int, from start: (Int) -> Value,
    _ combine: (Value, Int) -> Value, result: (Int, Value) -> Void
  ) {
    var row = rows.lowerBound
    while row + 8 <= rows.upperBound {
      var (s0, s1, s2, s3) = (start(row), start(row + 1), start(row + 2), start(row + 3))
      var (s4, s5, s6, s7) = (start(row + 4), start(row + 5), start(row + 6), start(row + 7))
      for i in row &* n..<(row &+ 1) &* n {
        s0 = combine(s0, i)
        s1 = combine(s1, i &+ n)
        s2 = combine(s2, i &+ 2 &* n)
        s3 = combine(s3, i &+ 3 &* n)
        s4 = combine(s4, i &+ 4 &* n)
        s5 = combine(s5, i &+ 5 &* n)
        s6 = combine(s6, i &+ 6 &* n)
        s7 = combine(s7, i &+ 7 &* n)
      }
      for (k, s) in [s0, s1, s2, s3, s4, s5, s6, s7].enumerated() { result(row + k, s) }
      row += 8
    }
    while row < rows.upperBound {
      var s = start(row)
      for i in row &* n..<(row &+ 1) &* n { s = combine(s, i) }
      result(row, s)
      row += 1
    }
  }
}
