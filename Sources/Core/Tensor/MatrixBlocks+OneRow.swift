import Numerics

/// A product with a single row, as in writing a text word by word: the weight is read just once, so
/// reading it is what takes time.
extension MatrixBlocks {
  /// One row: b is read once, four of its rows at a time, from left to right.
  static func oneRow(
    _ a: View, _ b: View, into y: UnsafeMutablePointer<Element>, _ continuing: Bool
  ) {
    if !continuing { y.update(repeating: 0, count: b.columns) }
    let whole = b.columns / width * width
    for l in stride(from: 0, to: b.rows, by: 4) {
      let rows = b.start + l * b.rowStep
      let count = min(4, b.rows - l)
      @inline(__always) func factor(_ i: Int) -> Element { a.start[(l + i) * a.columnStep] }
      for j in stride(from: 0, to: count == 4 ? whole : 0, by: width) {
        var s = load(y + j)
        s += factor(0) * load(rows + j)
        s += factor(1) * load(rows + b.rowStep + j)
        s += factor(2) * load(rows + 2 * b.rowStep + j)
        s += factor(3) * load(rows + 3 * b.rowStep + j)
        store(s, y + j)
      }
      for j in (count == 4 ? whole : 0)..<b.columns {
        for i in 0..<count { y[j] += factor(i) * rows[i * b.rowStep + j] }
      }
    }
  }

  /// One row, and columns that are rows in memory: sixteen of them side by side, turned in registers.
  static func oneRow(
    _ a: View, turned b: View, into y: UnsafeMutablePointer<Element>, _ continuing: Bool
  ) {
    let (sixteens, whole) = (b.columns / 16 * 16, b.rows / 16 * 16)
    for j in stride(from: 0, to: sixteens, by: 16) {
      var (low, high) = (SIMD8<Element>(), SIMD8<Element>())
      if continuing { for k in 0..<8 { (low[k], high[k]) = (y[j + k], y[j + 8 + k]) } }
      let first = b.start + j * b.columnStep
      let second = first + 8 * b.columnStep
      // A cache line of each row at a time.
      for l in stride(from: 0, to: whole, by: 16) {
        for l in stride(from: l, to: l + 16, by: 8) {
          addEight(a, l, first + l, b.columnStep, to: &low)
        }
        for l in stride(from: l, to: l + 16, by: 8) {
          addEight(a, l, second + l, b.columnStep, to: &high)
        }
      }
      for k in 0..<8 {
        y[j + k] = sum(a, whole, first + k * b.columnStep, from: low[k])
        y[j + 8 + k] = sum(a, whole, second + k * b.columnStep, from: high[k])
      }
    }
    for j in sixteens..<b.columns {
      y[j] = sum(a, 0, b.start + j * b.columnStep, from: continuing ? y[j] : 0)
    }
  }

  /// Eight products for each of eight sums.
  @inline(__always)
  private static func addEight(
    _ a: View, _ l: Int, _ rows: UnsafePointer<Element>, _ step: Int, to sums: inout SIMD8<Element>
  ) {
    let columns = columnsOfEight(rows, rowStep: step)
    @inline(__always) func factor(_ i: Int) -> Element { a.start[(l &+ i) &* a.columnStep] }
    sums += factor(0) * columns.0
    sums += factor(1) * columns.1
    sums += factor(2) * columns.2
    sums += factor(3) * columns.3
    sums += factor(4) * columns.4
    sums += factor(5) * columns.5
    sums += factor(6) * columns.6
    sums += factor(7) * columns.7
  }

  /// One sum from its l-th product on.
  @inline(__always)
  private static func sum(
    _ a: View, _ l: Int, _ row: UnsafePointer<Element>, from start: Element
  ) -> Element {
    var sum = start
    for l in l..<a.columns { sum += a.start[l &* a.columnStep] * row[l] }
    return sum
  }
}
