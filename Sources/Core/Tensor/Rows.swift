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

  /// Σ of each row's n terms, first to last.
  ///
  /// - Parameters:
  ///   - start: The value that row number r starts from.
  ///   - term: What is summed at the offset r·n + i.
  ///   - result: Receives row number r's sum.
  @inline(__always)
  static func sums<Element: RealNumber>(
    _ rows: Range<Int>, length n: Int, from start: (Int) -> Element = { _ in 0 },
    of term: (Int) -> Element, result: (Int, Element) -> Void
  ) {
    let eights = n < 8 ? 0 : rows.count / 8
    withUnsafeTemporaryAllocation(of: SIMD8<Element>.self, capacity: 16) { memory in
      guard let square = memory.baseAddress else { return }
      for eight in 0..<eights {
        let row = rows.lowerBound + eight * 8
        var sums = SIMD8<Element>()
        for k in 0..<8 { sums[k] = start(row + k) }
        addEight(row &* n, n, of: term, to: &sums, square)
        for k in 0..<8 { result(row + k, sums[k]) }
      }
    }
    for row in rows.lowerBound + eights * 8..<rows.upperBound {
      var sum = start(row)
      for i in row &* n..<(row &+ 1) &* n { sum += term(i) }
      result(row, sum)
    }
  }

  /// Eight rows, side by side in a vector: squares of 8 × 8 terms are turned, so that a vector holds one
  /// term of each row. `square` has room for two of them.
  @inline(__always)
  private static func addEight<Element: RealNumber>(
    _ first: Int, _ n: Int, of term: (Int) -> Element, to sums: inout SIMD8<Element>,
    _ square: UnsafeMutablePointer<SIMD8<Element>>
  ) {
    let terms = UnsafeMutableRawPointer(square).assumingMemoryBound(to: Element.self)
    let turned = terms + 64
    for j in stride(from: 0, to: n &- 7, by: 8) {
      for k in 0..<8 {
        let from = first &+ k &* n &+ j
        for i in 0..<8 { terms[8 &* k &+ i] = term(from &+ i) }
      }
      transposeEight(terms, rowStep: 8, into: turned, rowStep: 8)
      for i in 0..<8 {
        sums += UnsafeRawPointer(turned + 8 &* i).loadUnaligned(as: SIMD8<Element>.self)
      }
    }
    for j in n / 8 * 8..<n {
      for k in 0..<8 { sums[k] += term(first &+ k &* n &+ j) }
    }
  }
}
