import Numerics

/// Sums along rows and columns, and what undoes them: one number combined with a whole row or column.
/// Every sum adds from the first entry to the last.
extension Tensor {
  /// Adds b[j] to each entry [i, j] of a matrix.
  mutating func addToColumns(_ b: Tensor) {
    let (rows, columns) = (shape[0], shape[1])
    values.withMutableStart { y in
      b.values.withStart { b in
        Threads.splitEntries(rows, each: columns) {
          for i in $0 { for j in 0..<columns { y[i &* columns &+ j] += b[j] } }
        }
      }
    }
  }

  /// (n, c, h, w) + (n, c): the same number for all pixels of a channel.
  func addingToChannels(_ b: Tensor) -> Tensor {
    reshaped([shape[0] * shape[1], shape[2] * shape[3]]).combined(withRows: b, +).reshaped(shape)
  }

  /// Combines each entry [i, j] of a matrix with b[i].
  @inline(__always)
  func combined(withRows b: Tensor, _ combine: (Element, Element) -> Element) -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        b.values.withStart { b in
          for i in 0..<rows {
            let value = b[i]
            for j in i &* columns..<(i &+ 1) &* columns { y[j] = combine(x[j], value) }
          }
        }
      }
    }
  }

  /// (m, n) → (n): column sums.
  func sumOfRows() -> Tensor {
    var result = Tensor([shape[1]])
    result.addColumnSums(of: self)
    return result
  }

  /// (m, n) → (m): row sums, of the entries or of what `term` makes of them.
  @inline(__always)
  func sumOfColumns(_ term: (Element) -> Element = { $0 }) -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    if columns == 0 { return Tensor([rows]) }
    return Tensor(uninitialized: [rows]) { y in
      values.withStart { x in
        Rows.sums(0..<rows, length: columns) {
          term(x[$0])
        } result: {
          y[$0] = $1
        }
      }
    }
  }

  /// (m, n), (m, n) → (m): row sums of the products of entries at equal places.
  func sumOfColumns(times other: Tensor) -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    return Tensor(uninitialized: [rows]) { y in
      values.withStart { a in
        other.values.withStart { b in
          Rows.sums(0..<rows, length: columns) {
            a[$0] * b[$0]
          } result: {
            y[$0] = $1
          }
        }
      }
    }
  }

  /// (n, c, h, w) → (c), over the batch and each picture's pixels in their order.
  func sumOfChannels() -> Tensor {
    var result = Tensor([shape[1]])
    result.addChannelSums(of: self)
    return result
  }

  /// (n, c, h, w) → (n, c)
  func sumOverPixels() -> Tensor {
    reshaped([shape[0] * shape[1], shape[2] * shape[3]]).sumOfColumns()
      .reshaped([shape[0], shape[1]])
  }
}
