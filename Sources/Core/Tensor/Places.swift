import Numerics

/// A row for each place of a batch's entries.
extension Tensor {
  /// Adds (places, features) to each entry of a batch (batch, places, features).
  func addingToEach(_ rows: Tensor) -> Tensor {
    var sum = reshaped([count / rows.count, rows.count])
    sum.addToColumns(rows)
    return sum.reshaped(shape)
  }

  /// (batch, features) → (batch, places, features): each row at all places.
  func repeated(_ places: Int) -> Tensor {
    var values: [Element] = []
    values.reserveCapacity(count * places)
    for n in 0..<shape[0] {
      for _ in 0..<places { values += self.values[n * shape[1]..<(n + 1) * shape[1]] }
    }
    return Tensor([shape[0], places, shape[1]], values)
  }

  /// (batch, places, features) → (batch, features): undoes `repeated` for gradients.
  func summedOverPlaces() -> Tensor {
    let (places, features) = (shape[1], shape[2])
    var sum = Tensor([shape[0], features])
    for i in values.indices {
      sum.values[i / (places * features) * features + i % features] += values[i]
    }
    return sum
  }
}
