import Numerics

/// Softmax over the last axis: positive numbers that add up to 1, in proportion to eˣ.
public struct Softmax<Element: RealNumber>: Sendable {
  private(set) var output = Tensor<Element>([0])

  public init() {}

  /// y[j] = e^(x[j] − max) / Σ e^(x[i] − max). Subtracting the largest keeps e's power from
  /// overflowing and changes nothing else.
  public mutating func forward(_ x: Tensor<Element>) -> Tensor<Element> {
    let rows = x.rows
    let powers = rows.combined(withRows: rows.largestOfColumns()) { Element.exp($0 - $1) }
    output = powers.combined(withRows: powers.sumOfColumns(), /).reshaped(x.shape)
    return output
  }

  /// dx[j] = y[j]·(dy[j] − Σ dy[i]·y[i])
  public func backward(_ dy: Tensor<Element>) -> Tensor<Element> {
    let mean = dy.rows.sumOfColumns(times: output.rows)
    let centered = dy.rows.combined(withRows: mean, -)
    return output * centered.reshaped(dy.shape)
  }
}

extension Tensor {
  /// (m, n) → (m): each row's largest entry.
  func largestOfColumns() -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    return Tensor(uninitialized: [rows]) { y in
      values.withStart { x in
        Rows.fold(0..<rows, length: columns, from: { _ in -Element.infinity }) {
          Element.maximum($0, x[$1])
        } result: {
          y[$0] = $1
        }
      }
    }
  }
}
