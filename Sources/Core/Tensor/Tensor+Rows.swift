import Numerics

/// What softmax and the norms do with rows, each in one go and on all threads: eight rows at a time, so
/// that they stay in the fastest cache from the first step to the last.
///
/// The bits are those of the formulas step by step; every sum adds from a row's first entry to its last.
extension Tensor {
  /// y[j] = e^(x[j] − max) / Σ e^(x[i] − max), for each row of n entries.
  func softmaxOfRows(length n: Int) -> Tensor {
    let rows = count / max(1, n)
    return Tensor(uninitialized: shape) { y in
      values.withStart { x in
        Rows.eightByEight(rows, length: n) { eight in
          Rows.fold(eight, length: n, from: { _ in -Element.infinity }) {
            x[$1] > $0 ? x[$1] : $0
          } result: { row, largest in
            for j in row &* n..<(row &+ 1) &* n { y[j] = x[j] - largest }
          }
          for j in eight.lowerBound &* n..<eight.upperBound &* n { y[j] = Element.exp(y[j]) }
          Rows.sums(eight, length: n) {
            y[$0]
          } result: { row, sum in
            for j in row &* n..<(row &+ 1) &* n { y[j] = y[j] / sum }
          }
        }
      }
    }
  }

  /// dx[j] = y[j]·(dy[j] − Σ dy[i]·y[i]), for each row of this softmax y.
  func softmaxGradient(_ dy: Tensor, length n: Int) -> Tensor {
    let rows = count / max(1, n)
    return Tensor(uninitialized: shape) { dx in
      values.withStart { y in
        dy.values.withStart { dy in
          Rows.eightByEight(rows, length: n) { eight in
            Rows.sums(eight, length: n) {
              dy[$0] * y[$0]
            } result: { row, mean in
              for j in row &* n..<(row &+ 1) &* n { dx[j] = y[j] * (dy[j] - mean) }
            }
          }
        }
      }
    }
  }

  /// (x − mean) / std for each row of n entries, with std = √(variance + ε); and every row's std.
  func normalizedRows(length n: Int, epsilon: Element) -> (normalized: Tensor, std: Tensor) {
    let rows = count / n
    var std = Tensor([rows])
    let normalized = Tensor(uninitialized: shape) { y in
      values.withStart { x in
        std.values.withMutableStart { std in
          Rows.eightByEight(rows, length: n) { eight in
            Rows.sums(eight, length: n) {
              x[$0]
            } result: { row, sum in
              let mean = sum / Element(n)
              for j in row &* n..<(row &+ 1) &* n { y[j] = x[j] - mean }
            }
            Rows.sums(eight, length: n) {
              y[$0] * y[$0]
            } result: { row, sum in
              let root = (sum / Element(n) + epsilon).squareRoot()
              std[row] = root
              for j in row &* n..<(row &+ 1) &* n { y[j] = y[j] / root }
            }
          }
        }
      }
    }
    return (normalized, std)
  }

  /// (d − mean(d) − y·mean(d·y)) / std for each row of these normalized numbers y.
  func normalizationGradient(_ d: Tensor, std: Tensor) -> Tensor {
    let (rows, n) = (std.count, count / std.count)
    return Tensor(uninitialized: shape) { dx in
      values.withStart { y in
        d.values.withStart { d in
          std.values.withStart { std in
            Rows.eightByEight(rows, length: n) { eight in
              Rows.sums(eight, length: n) {
                d[$0]
              } result: { row, sum in
                let mean = sum / Element(n)
                for j in row &* n..<(row &+ 1) &* n { dx[j] = d[j] - mean }
              }
              Rows.sums(eight, length: n) {
                d[$0] * y[$0]
              } result: { row, sum in
                let (slope, root) = (sum / Element(n), std[row])
                for j in row &* n..<(row &+ 1) &* n { dx[j] = (dx[j] - y[j] * slope) / root }
              }
            }
          }
        }
      }
    }
  }
}

extension Rows {
  /// Does `body` for eight rows after eight rows, and what is left, on all threads.
  @inline(__always)
  fileprivate static func eightByEight(_ rows: Int, length n: Int, _ body: (Range<Int>) -> Void) {
    Threads.splitEntries(rows, each: 4 * n) { range in
      for first in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
        body(first..<min(first + 8, range.upperBound))
      }
    }
  }
}
