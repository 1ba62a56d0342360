import Numerics

/// a row for each position of a batch's entries.
extension Tensor {
  /// Adds (positions, features) to each entry of a batch (batch, positions, features).
  func addingToEach(_ rows: Tensor) -> Tensor {
    var sum = reshaped([count / rows.count, rows.count])
    sum.addToColumns(rows)
    return sum.reshaped(shape)
  }

  /// (batch, features) → (batch, positions, features): each row at all positions.
  func repeated(_ positions: Int) -> Tensor {
    var values: [Element] = []
    values.reserveCapacity(count * positions)
    for n in 0..<shape[0] {
      for _ in 0..<positions { values += self.values[n * shape[1]..<(n + 1) * shape[1]] }
    }
    return Tensor([shape[0], positions, shape[1]], values)
  }

  /// (batch, positions, features) → (batch, features): undoes `repeated` for gradients.
  func summedOverPositions() -> Tensor {
    let (positions, features) = (shape[1], shape[2])
    var sum = Tensor([shape[0], features])
    for i in values.indices {
      sum.values[i / (positions * features) * features + i % features] += values[i]
    }
    return sum
  }
}
