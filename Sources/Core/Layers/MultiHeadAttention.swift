import Numerics

/// Attention of a sequence to itself, with its projections, as PyTorch's `MultiheadAttention` has
/// them: the weights of queries, keys and values stand on top of each other in one matrix.
package struct MultiHeadAttention<Element: RealNumber>: Module, Sendable {
  package let name: String
  private let features: Int
  private var input: Linear<Element>
  private var attention: Attention<Element>
  private var output: Linear<Element>

  package init(_ name: String, features: Int, heads: Int) {
    require(features % heads == 0, "\(features) features for \(heads) heads")
    self.name = name
    self.features = features
    input = Linear("\(name).in_proj", features, 3 * features, separator: "_")
    attention = Attention(name, heads: heads)
    output = Linear("\(name).out_proj", features, features)
  }

  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try input.forEachParameter(body)
    try output.forEachParameter(body)
  }

  // excerpt MultiHeadAttention.forward
  /// x (batch, positions, features) → the same shape.
  package mutating func forward(
    _ x: Tensor<Element>, _ mask: Attention<Element>.Mask = .none,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let (q, rest) = input.forward(x, recorder).splitOnFeatures(at: features)
    let (k, v) = rest.splitOnFeatures(at: features)
    return output.forward(attention.forward(q, k, v, mask, recorder), recorder)
  }
  // end excerpt

  // excerpt MultiHeadAttention.backward
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let (dq, dk, dv) = attention.backward(output.backward(dy, recorder), recorder)
    return input.backward(
      dq.concatenatedOnFeatures(with: dk).concatenatedOnFeatures(with: dv), recorder)
  }
  // end excerpt
}

extension Tensor {
  /// (batch, positions, p) and (batch, positions, q) → (batch, positions, p + q)
  fileprivate func concatenatedOnFeatures(with other: Tensor) -> Tensor {
    rows.concatenatedOnChannels(with: other.rows)
      .reshaped(shape.dropLast() + [shape[2] + other.shape[2]])
  }

  /// Undoes `concatenatedOnFeatures`: the first `count` features, and the others.
  fileprivate func splitOnFeatures(at count: Int) -> (Tensor, Tensor) {
    let (first, second) = rows.splitOnChannels(at: count)
    return (
      first.reshaped(shape.dropLast() + [count]),
      second.reshaped(shape.dropLast() + [shape[2] - count])
    )
  }
}
