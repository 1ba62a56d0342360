import Numerics

/// Where a product's factors are copied so that they stay close together, and when.
extension MatrixBlocks {
  /// Whether rows of a lie a multiple of 2 KiB apart, so that a cache would hold few of them at a
  /// time; copying pays if they are used often.
  @inline(__always)
  static func rowsCollide(_ a: View, _ b: View) -> Bool {
    a.columnStep == 1 && a.rowStep * bytes % 2048 == 0 && a.rows >= 16
      && b.columns >= 4 * width
  }

  /// Whether columns can be read where they are: their rows follow each other closely.
  @inline(__always)
  static func isPacked(_ b: View) -> Bool {
    b.columnStep == 1 && b.rowStep * bytes <= 1024
  }

  @inline(__always)
  static func copied(_ a: View, to rows: UnsafeMutablePointer<Element>) -> View {
    for i in 0..<a.rows {
      (rows + i * rowStep).update(from: a.start + i * a.rowStep, count: a.columns)
    }
    return View(rows, a.rows, a.columns, rowStep: rowStep)
  }

  /// Copies columns to panels of one vector each; the last is filled up with zeros.
  @inline(__always)
  static func pack(_ b: View, to panels: UnsafeMutablePointer<Element>) {
    let whole = b.columns / width * width
    if b.columnStep == 1 {
      for l in 0..<b.rows {
        let (from, to) = (b.start + l * b.rowStep, panels + l * width)
        for j in stride(from: 0, to: whole, by: width) { store(load(from + j), to + j * b.rows) }
      }
    } else {
      for j in stride(from: 0, to: whole, by: width) {
        packAcross(b.columns(j..<j + width), to: panels + j * b.rows)
      }
    }
    if whole < b.columns { packLast(b.columns(whole..<b.columns), to: panels + whole * b.rows) }
  }

  /// A panel whose columns are rows in memory.
  @inline(__always)
  static func packAcross(_ b: View, to panel: UnsafeMutablePointer<Element>) {
    let eights = b.rowStep == 1 ? b.rows / 8 * 8 : 0
    for l in stride(from: 0, to: eights, by: 8) {
      for j in stride(from: 0, to: width, by: 8) {
        transposeEight(
          b.start + l + j * b.columnStep, rowStep: b.columnStep, into: panel + l * width + j,
          rowStep: width)
      }
    }
    if eights < b.rows { packLast(b.rows(eights..<b.rows), to: panel + eights * width) }
  }

  @inline(__always)
  static func packLast(_ b: View, to panel: UnsafeMutablePointer<Element>) {
    for l in 0..<b.rows {
      let (from, to) = (b.start + l * b.rowStep, panel + l * width)
      for j in 0..<b.columns { to[j] = from[j * b.columnStep] }
      for j in b.columns..<width { to[j] = 0 }
    }
  }
}
