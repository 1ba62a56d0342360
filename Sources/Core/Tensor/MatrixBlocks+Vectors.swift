import Numerics

/// Where a product's sums begin, and what becomes of them.
enum Sums {
  /// They are written.
  case fromZero
  /// They go on from what was written, product by product.
  case goingOn
  /// They begin at zero and are added to what was written when they are complete.
  case addedWhole
}

/// Products whose result has whole vectors of columns, and whose second factor is read where it is.
extension MatrixKernel {
  /// Numbers of a vector.
  static var width: Int { Element.Vector.scalarCount }

  /// a ⊗ b on this thread; b's columns follow one another, as many as some vectors hold.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  static func multiplyVectors(_ a: View, _ b: View, into y: Target, _ sums: Sums) {
    MatrixBlocks<Element.Vector>.multiplyVectors(a, b, into: y, sums)
  }

  /// y = a ⊗ b on this thread, where row l of b begins at b + offsets[l].
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  static func multiply(
    _ a: View, rowsAt offsets: [Int], of b: UnsafePointer<Element>, columns: Int, into y: Target
  ) {
    offsets.withStart { offsets in
      MatrixBlocks<Element.Vector>.multiply(a, rowsAt: offsets, of: b, columns, into: y)
    }
  }

  /// Copies b's columns to panels of one vector each, the last filled up with zeros.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  static func pack(_ b: View, to panels: UnsafeMutablePointer<Element>) {
    MatrixBlocks<Element.Vector>.pack(b, to: panels)
  }

  /// Copies whole vectors.
  @inline(__always)
  static func copyVectors(
    _ x: UnsafePointer<Element>, to y: UnsafeMutablePointer<Element>, count: Int
  ) {
    MatrixBlocks<Element.Vector>.copyVectors(x, to: y, count)
  }
}

extension MatrixBlocks {
  static func multiplyVectors(_ a: View, _ b: View, into y: Target, _ sums: Sums) {
    for column in stride(from: 0, to: b.columns, by: width) {
      let vector = b.columns(column..<column + width)
      for row in stride(from: 0, to: a.rows, by: 16) {
        multiplyBlock(
          a.rows(row..<min(row + 16, a.rows)), vector, into: y.from(row: row, column: column), sums)
      }
    }
  }

  static func multiply(
    _ a: View, rowsAt offsets: UnsafePointer<Int>, of b: UnsafePointer<Element>, _ columns: Int,
    into y: Target
  ) {
    for column in stride(from: 0, to: columns, by: width) {
      for row in stride(from: 0, to: a.rows, by: 16) {
        let target = y.from(row: row, column: column)
        if a.rows - row >= 16 {
          sixteenRows(a.rows(row..<row + 16), b + column, offsets, into: target)
        } else {
          for four in stride(from: row, to: a.rows, by: 4) {
            fourRows(
              a.rows(four..<min(four + 4, a.rows)), b + column, offsets,
              into: y.from(row: four, column: column))
          }
        }
      }
    }
  }

  @inline(__always)
  static func copyVectors(
    _ x: UnsafePointer<Element>, to y: UnsafeMutablePointer<Element>, _ count: Int
  ) {
    for i in stride(from: 0, to: count, by: width) { store(load(x + i), y + i) }
  }
}
