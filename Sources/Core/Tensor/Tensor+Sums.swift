import Numerics

/// Sums along rows and columns, and what undoes them: one number added to a whole row or column.
/// Every sum adds from the first entry to the last.
extension Tensor {
  /// Adds b[j] to each entry [i, j] of a matrix.
  func addingToColumns(_ b: Tensor) -> Tensor {
    var result = self
    let columns = shape[1]
    for i in 0..<shape[0] { for j in 0..<columns { result.values[i * columns + j] += b.values[j] } }
    return result
  }

  /// Adds b[i] to each entry [i, j] of a matrix.
  func addingToRows(_ b: Tensor) -> Tensor {
    var result = self
    let columns = shape[1]
    result.values.withUnsafeMutableBufferPointer { y in
      for i in 0..<shape[0] {
        let bias = b.values[i]
        for j in i * columns..<(i + 1) * columns { y[j] += bias }
      }
    }
    return result
  }

  /// (n, c, h, w) + (n, c): the same number for all pixels of a channel.
  func addingToChannels(_ b: Tensor) -> Tensor {
    reshaped([shape[0] * shape[1], shape[2] * shape[3]]).addingToRows(b).reshaped(shape)
  }

  /// (m, n) → (n): column sums.
  func sumOfRows() -> Tensor {
    var result = Tensor([shape[1]])
    for i in 0..<shape[0] { for j in 0..<shape[1] { result.values[j] += values[i * shape[1] + j] } }
    return result
  }

  /// (m, n) → (m): row sums.
  func sumOfColumns() -> Tensor {
    let columns = shape[1]
    return Tensor(
      [shape[0]], (0..<shape[0]).map { i in values[i * columns..<(i + 1) * columns].reduce(0, +) })
  }

  /// (n, c, h, w) → (n, c)
  func sumOverPixels() -> Tensor {
    reshaped([shape[0] * shape[1], shape[2] * shape[3]]).sumOfColumns()
      .reshaped([shape[0], shape[1]])
  }
}
