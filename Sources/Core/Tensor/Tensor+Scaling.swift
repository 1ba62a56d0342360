import Numerics

/// A scale and a shift for each column or row of a matrix, and the gradients that they get back.
extension Tensor {
  /// x[i,j]·scale[j] + shift[j], for x of any shape (…, columns).
  func scalingColumns(by scale: Tensor, plus shift: Tensor) -> Tensor {
    let (columns, rows) = (scale.count, count / scale.count)
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        scale.values.withStart { scale in
          shift.values.withStart { shift in
            Threads.splitEntries(rows, each: columns) {
              for i in $0 {
                let row = i &* columns
                for j in 0..<columns { y[row &+ j] = x[row &+ j] * scale[j] + shift[j] }
              }
            }
          }
        }
      }
    }
  }

  /// x[i,j]·scale[j], for x of any shape (…, columns).
  func scalingColumns(by scale: Tensor) -> Tensor {
    let (columns, rows) = (scale.count, count / scale.count)
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        scale.values.withStart { scale in
          Threads.splitEntries(rows, each: columns) {
            for i in $0 {
              let row = i &* columns
              for j in 0..<columns { y[row &+ j] = x[row &+ j] * scale[j] }
            }
          }
        }
      }
    }
  }

  /// x[n,c,…]·scale[c] + shift[c], for x of any shape (batch, channels, …).
  func scalingChannels(by scale: Tensor, plus shift: Tensor) -> Tensor {
    let (channels, area) = (scale.count, count / (shape[0] * scale.count))
    let planes = shape[0] * channels
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        scale.values.withStart { scale in
          shift.values.withStart { shift in
            Threads.splitEntries(planes, each: area) {
              for plane in $0 {
                let (a, b) = (scale[plane % channels], shift[plane % channels])
                for i in plane &* area..<(plane &+ 1) &* area { y[i] = x[i] * a + b }
              }
            }
          }
        }
      }
    }
  }

  /// x[n,c,…]·scale[c], for x of any shape (batch, channels, …).
  func scalingChannels(by scale: Tensor) -> Tensor {
    let (channels, area) = (scale.count, count / (shape[0] * scale.count))
    let planes = shape[0] * channels
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        scale.values.withStart { scale in
          Threads.splitEntries(planes, each: area) {
            for plane in $0 {
              let a = scale[plane % channels]
              for i in plane &* area..<(plane &+ 1) &* area { y[i] = x[i] * a }
            }
          }
        }
      }
    }
  }

  /// self[j] += Σᵢ a[i,j]·b[i,j], from the first row to the last.
  mutating func addColumnSums(of a: Tensor, times b: Tensor) {
    let (columns, rows) = (count, a.count / count)
    values.withMutableStart { y in
      a.values.withStart { a in
        b.values.withStart { b in
          Threads.splitEntries(columns, each: rows) { columnsHere in
            for i in 0..<rows {
              let row = i &* columns
              for j in columnsHere { y[j] += a[row &+ j] * b[row &+ j] }
            }
          }
        }
      }
    }
  }

  /// self[j] += Σᵢ a[i,j], from the first row to the last.
  mutating func addColumnSums(of a: Tensor) {
    let (columns, rows) = (count, a.count / count)
    values.withMutableStart { y in
      a.values.withStart { a in
        Threads.splitEntries(columns, each: rows) { columnsHere in
          for i in 0..<rows {
            let row = i &* columns
            for j in columnsHere { y[j] += a[row &+ j] }
          }
        }
      }
    }
  }

  /// self[c] += Σ a[n,c,…]·b[n,c,…], over the batch and each channel's entries in their order.
  mutating func addChannelSums(of a: Tensor, times b: Tensor) {
    let (batch, channels) = (a.shape[0], count)
    let area = a.count / (batch * channels)
    values.withMutableStart { y in
      a.values.withStart { a in
        b.values.withStart { b in
          Threads.splitEntries(channels, each: batch * area) { range in
            for first in stride(from: 0, to: batch * channels, by: channels) {
              Rows.sums(
                first + range.lowerBound..<first + range.upperBound, length: area,
                from: { y[$0 - first] }
              ) {
                a[$0] * b[$0]
              } result: {
                y[$0 - first] = $1
              }
            }
          }
        }
      }
    }
  }

  /// self[c] += Σ a[n,c,…], over the batch and each channel's entries in their order.
  mutating func addChannelSums(of a: Tensor) {
    let (batch, channels) = (a.shape[0], count)
    let area = a.count / (batch * channels)
    values.withMutableStart { y in
      a.values.withStart { a in
        Threads.splitEntries(channels, each: batch * area) { range in
          for first in stride(from: 0, to: batch * channels, by: channels) {
            Rows.sums(
              first + range.lowerBound..<first + range.upperBound, length: area,
              from: { y[$0 - first] }
            ) {
              a[$0]
            } result: {
              y[$0 - first] = $1
            }
          }
        }
      }
    }
  }
}
