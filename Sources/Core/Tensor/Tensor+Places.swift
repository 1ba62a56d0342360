import Numerics

/// A scale and a shift for each batch entry's features, the same at all of its places, and the gradients
/// that they get back: x (batch, places, features), scale and shift (batch, features).
extension Tensor {
  /// x[n,i,j]·scale[n,j] + shift[n,j]
  func scalingPlaces(by scale: Tensor, plus shift: Tensor) -> Tensor {
    let (batch, places, features) = (shape[0], shape[1], shape[2])
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        scale.values.withStart { scale in
          shift.values.withStart { shift in
            Threads.splitEntries(batch, each: places * features) {
              for row in $0.lowerBound &* places..<$0.upperBound &* places {
                let (x, y) = (x + row * features, y + row * features)
                let first = row / places * features
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
  func scalingPlaces(by scale: Tensor) -> Tensor {
    let (batch, places, features) = (shape[0], shape[1], shape[2])
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        scale.values.withStart { scale in
          Threads.splitEntries(batch, each: places * features) {
            for row in $0.lowerBound &* places..<$0.upperBound &* places {
              let (x, y) = (x + row * features, y + row * features)
              let scale = scale + row / places * features
              for j in 0..<features { y[j] = x[j] * scale[j] }
            }
          }
        }
      }
    }
  }

  /// Σᵢ x[n,i,j]·b[n,i,j], from the first place to the last: (batch, features).
  func sumOfPlaces(times b: Tensor) -> Tensor {
    let (batch, places, features) = (shape[0], shape[1], shape[2])
    var sums = Tensor([batch, features])
    sums.values.withMutableStart { y in
      values.withStart { x in
        b.values.withStart { b in
          Threads.splitEntries(batch, each: places * features) {
            for row in $0.lowerBound &* places..<$0.upperBound &* places {
              let (x, b) = (x + row * features, b + row * features)
              let y = y + row / places * features
              for j in 0..<features { y[j] += x[j] * b[j] }
            }
          }
        }
      }
    }
    return sums
  }

  /// Σᵢ x[n,i,j], from the first place to the last: (batch, features).
  func sumOfPlaces() -> Tensor {
    let (batch, places, features) = (shape[0], shape[1], shape[2])
    var sums = Tensor([batch, features])
    sums.values.withMutableStart { y in
      values.withStart { x in
        Threads.splitEntries(batch, each: places * features) {
          for row in $0.lowerBound &* places..<$0.upperBound &* places {
            let (x, y) = (x + row * features, y + row / places * features)
            for j in 0..<features { y[j] += x[j] }
          }
        }
      }
    }
    return sums
  }
}
