import Numerics

/// Softmax over the last axis: positive numbers that add up to 1, in proportion to eˣ.
package struct Softmax<Element: RealNumber>: Sendable {
  private(set) var output = Tensor<Element>([0])

  /// Without parameters; `backward` belongs to the last `forward`.
  package init() {}

  /// y[j] = e^(x[j] − max) / Σ e^(x[i] − max). Subtracting the largest keeps e's power from
  /// overflowing and changes nothing else.
  package mutating func forward(_ x: Tensor<Element>) -> Tensor<Element> {
    output = x.softmaxOfRows(length: x.shape[x.shape.count - 1])
    return output
  }

  /// dx[j] = y[j]·(dy[j] − Σ dy[i]·y[i])
  package func backward(_ dy: Tensor<Element>) -> Tensor<Element> {
    output.softmaxGradient(dy, length: dy.shape[dy.shape.count - 1])
  }
}

extension Tensor {
  /// (m, n) → (m): each row's largest entry.
  func largestOfColumns() -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    return Tensor(uninitialized: [rows]) { y in
      values.withStart { x in
        Threads.splitEntries(rows, each: columns) {
          Rows.fold($0, length: columns, from: { _ in -Element.infinity }) {
            x[$1] > $0 ? x[$1] : $0
          } result: {
            y[$0] = $1
          }
        }
      }
    }
  }
}
