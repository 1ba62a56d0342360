import Numerics

/// A scale and a shift for each batch entry's features, the same at all of its positions, and the gradients
/// that they get back: x (batch, positions, features), scale and shift (batch, features).
extension Tensor {
  /// x[n,i,j]·scale[n,j] + shift[n,j]
  func scalingPositions(by scale: Tensor, plus shift: Tensor) -> Tensor {
    let (batch, positions, features) = (shape[0], shape[1], shape[2])
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        scale.values.withStart { scale in
          shift.values.withStart { shift in
            Threads.splitEntries(batch, each: positions * features) {
              for row in $0.lowerBound &* positions..<$0.upperBound &* positions {
                let (x, y) = (x + row * features, y + row * features)
                let first = row / positions * features
                let (scale, shift) = (scale + first, shift + first)
                for j in 0..<features { y[j] = x[j] * scale[j] + shift[j] }
              }
            }
          }
        }
      }
    }
  }

  /// x[n,i,j]·scale[n,j]
  func scalingPositions(by scale: Tensor) -> Tensor {
    let (batch, positions, features) = (shape[0], shape[1], shape[2])
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        scale.values.withStart { scale in
          Threads.splitEntries(batch, each: positions * features) {
            for row in $0.lowerBound &* positions..<$0.upperBound &* positions {
              let (x, y) = (x + row * features, y + row * features)
              let scale = scale + row / positions * features
              for j in 0..<features { y[j] = x[j] * scale[j] }
            }
          }
        }
      }
    }
  }

  /// Σᵢ x[n,i,j]·b[n,i,j], from the first place to the last: (batch, features).
  func sumOfPositions(times b: Tensor) -> Tensor {
    let (batch, positions, features) = (shape[0], shape[1], shape[2])
    var sums = Tensor([batch, features])
    sums.values.withMutableStart { y in
      values.withStart { x in
        b.values.withStart { b in
          Threads.splitEntries(batch, each: positions * features) {
            for row in $0.lowerBound &* positions..<$0.upperBound &* positions {
              let (x, b) = (x + row * features, b + row * features)
              let y = y + row / positions * features
              for j in 0..<features { y[j] += x[j] * b[j] }
            }
          }
        }
      }
    }
    return sums
  }

  /// Σᵢ x[n,i,j], from the first place to the last: (batch, features).
  func sumOfPositions() -> Tensor {
    let (batch, positions, features) = (shape[0], shape[1], shape[2])
    var sums = Tensor([batch, features])
    sums.values.withMutableStart { y in
      values.withStart { x in
        Threads.splitEntries(batch, each: positions * features) {
          for row in $0.lowerBound &* positions..<$0.upperBound &* positions {
            let (x, y) = (x + row * features, y + row / positions * features)
            for j in 0..<features { y[j] += x[j] }
          }
        }
      }
    }
    return sums
  }
}
