import Numerics

/// How attention makes queries, keys and values, and what it calls the layers that do.
package enum Projections: Sendable {
  /// One layer `in_proj` makes all three, their weights on top of each other in one matrix, and `out_proj`
  /// mixes the heads: PyTorch's `MultiheadAttention`.
  case joint
  /// A layer for each, `W_q`, `W_k` and `W_v`, and `W_o` for the heads.
  case separate
}

/// Attention of a sequence to itself, with its projections.
///
/// Vaswani et al., "Attention Is All You Need", 2017, section 3.2.2.
package struct SelfAttention<Element: RealNumber>: Module, Sendable {
  private let features: Int
  private let projections: Projections
  /// One layer, or those of queries, keys and values.
  private var inputs: [Linear<Element>]
  private var attention: Attention<Element>
  private var output: Linear<Element>

  /// - Parameters:
  ///   - name: What stands before the names of its projections and steps.
  ///   - projections: How many layers make queries, keys and values, and what they are called.
  ///   - d: Features of a place.
  ///   - heads: They divide the features.
  package init(
    _ name: String, _ projections: Projections = .joint, features d: Int, heads: Int
  ) {
    require(d % heads == 0, "\(d) features for \(heads) heads")
    features = d
    self.projections = projections
    attention = Attention(name, heads: heads)
    switch projections {
    case .joint:
      inputs = [Linear("\(name).in_proj", d, 3 * d, separator: "_")]
      output = Linear("\(name).out_proj", d, d)
    case .separate:
      inputs = ["q", "k", "v"].map { Linear("\(name).W_\($0)", d, d) }
      output = Linear("\(name).W_o", d, d)
    }
  }

  /// Those of queries, keys and values, joint or one after the other; then the output's.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    for i in inputs.indices { try inputs[i].forEachParameter(body) }
    try output.forEachParameter(body)
  }

  // excerpt SelfAttention.forward
  /// x (batch, positions, features) → the same shape.
  package mutating func forward(
    _ x: Tensor<Element>, _ mask: Attention<Element>.Mask = .none,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let all = inputs.indices.map { inputs[$0].forward(x, recorder) }
    let (q, k, v) = projections == .joint ? split(all[0]) : (all[0], all[1], all[2])
    return output.forward(attention.forward(q, k, v, mask, recorder), recorder)
  }

  /// Queries, keys and values out of one tensor (batch, positions, 3 · features).
  private func split(_ all: Tensor<Element>) -> (Tensor<Element>, Tensor<Element>, Tensor<Element>)
  {
    let (q, rest) = all.splitOnFeatures(at: features)
    let (k, v) = rest.splitOnFeatures(at: features)
    return (q, k, v)
  }
  // end excerpt

  // excerpt SelfAttention.backward
  /// x was read three times, so its gradient is a sum of three; the joint matrix product adds them up.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let (dq, dk, dv) = attention.backward(output.backward(dy, recorder), recorder)
    if projections == .joint {
      return inputs[0].backward(
        dq.concatenatedOnFeatures(with: dk).concatenatedOnFeatures(with: dv), recorder)
    }
    return inputs[0].backward(dq, recorder) + inputs[1].backward(dk, recorder)
      + inputs[2].backward(dv, recorder)
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
