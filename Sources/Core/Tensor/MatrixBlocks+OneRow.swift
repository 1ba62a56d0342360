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

  /// One row, four vectors of columns.
  static func oneRow(
    _ a: View, fourPanels b: UnsafePointer<Element>, into y: UnsafeMutablePointer<Element>,
    _ continuing: Bool
  ) {
    var (s0, s1, s2, s3) = (V(), V(), V(), V())
    if continuing {
      (s0, s1) = (load(y), load(y + width))
      (s2, s3) = (load(y + 2 * width), load(y + 3 * width))
    }
    let panel = a.columns * width
    for l in 0..<a.columns {
      let (factor, from) = (a.start[l * a.columnStep], b + l * width)
      s0 += factor * load(from)
      s1 += factor * load(from + panel)
      s2 += factor * load(from + 2 * panel)
      s3 += factor * load(from + 3 * panel)
    }
    store(s0, y)
    store(s1, y + width)
    store(s2, y + 2 * width)
    store(s3, y + 3 * width)
  }
}
