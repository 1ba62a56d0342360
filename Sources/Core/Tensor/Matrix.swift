import Numerics

/// A matrix that lies in memory somewhere, row after row, column after column, or with steps
/// between its entries: entry [i, j] is at `start + i·rowStep + j·columnStep`. Nothing is copied.
struct MatrixView<Element: RealNumber> {
  let start: UnsafePointer<Element>
  let rows: Int
  let columns: Int
  let rowStep: Int
  let columnStep: Int

  init(
    _ start: UnsafePointer<Element>, _ rows: Int, _ columns: Int, rowStep: Int, columnStep: Int = 1
  ) {
    self.start = start
    self.rows = rows
    self.columns = columns
    self.rowStep = rowStep
    self.columnStep = columnStep
  }

  /// The same entries, rows and columns exchanged.
  var transposed: MatrixView {
    MatrixView(start, columns, rows, rowStep: columnStep, columnStep: rowStep)
  }

  func rows(_ range: Range<Int>) -> MatrixView {
    MatrixView(
      start + range.lowerBound * rowStep, range.count, columns, rowStep: rowStep,
      columnStep: columnStep)
  }

  func columns(_ range: Range<Int>) -> MatrixView {
    MatrixView(
      start + range.lowerBound * columnStep, rows, range.count, rowStep: rowStep,
      columnStep: columnStep)
  }
}

/// Where a product is written: rows without steps between their entries.
struct MatrixTarget<Element: RealNumber> {
  let start: UnsafeMutablePointer<Element>
  let rowStep: Int

  init(_ start: UnsafeMutablePointer<Element>, rowStep: Int) {
    self.start = start
    self.rowStep = rowStep
  }

  func from(row: Int = 0, column: Int = 0) -> MatrixTarget {
    MatrixTarget(start + row * rowStep + column, rowStep: rowStep)
  }
}
