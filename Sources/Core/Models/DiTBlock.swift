import Numerics

/// x ← x + attention(norm1(x, condition)), then x ← x + mlp(norm2(x, condition)): a transformer block
/// whose norms are told the time.
///
/// Peebles, Xie, "Scalable Diffusion Models with Transformers", 2022, figure 3, without the gates
/// that they put before each sum.
package struct DiTBlock<Element: RealNumber>: Module, Sendable {
  /// What stands before the names of its layers.
  package let name: String
  private var norm1: AdaptiveLayerNorm<Element>
  private var attention: SelfAttention<Element>
  private var norm2: AdaptiveLayerNorm<Element>
  private var mlp: MLP<Element>

  /// - Parameters:
  ///   - name: What stands before the names of its layers.
  ///   - features: Of a patch.
  ///   - heads: They divide the features.
  ///   - condition: The features of the condition; with 0 of them the norms' scales and shifts are parameters
  ///     like any other.
  ///   - hidden: Features inside the MLP.
  package init(_ name: String, features: Int, heads: Int, condition: Int, hidden: Int) {
    self.name = name
    norm1 = AdaptiveLayerNorm("\(name).norm1", features: features, condition: condition)
    attention = SelfAttention("\(name).attn", features: features, heads: heads)
    norm2 = AdaptiveLayerNorm("\(name).norm2", features: features, condition: condition)
    mlp = MLP("\(name).mlp", layers: ("0", "1", "3"), features: features, hidden: hidden)
  }

  /// In the order of `forward`: norm1, attention, norm2, MLP.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try norm1.forEachParameter(body)
    try attention.forEachParameter(body)
    try norm2.forEachParameter(body)
    try mlp.forEachParameter(body)
  }

  // excerpt DiTBlock.forward
  /// x (batch, patches, features), condition (batch, d) → the shape of x.
  package mutating func forward(
    _ x: Tensor<Element>, _ condition: Tensor<Element>, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let attended =
      x + attention.forward(norm1.forward(x, condition, recorder), .none, recorder)
    recorder?.record("\(name).residual1", attended)
    let result = attended + mlp.forward(norm2.forward(attended, condition, recorder), recorder)
    recorder?.record("\(name).residual2", result)
    return result
  }
  // end excerpt

  // excerpt DiTBlock.backward
  /// Both norms read the condition, so it gets two gradients, which add up.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, dCondition: Tensor<Element>)
  {
    recorder?.recordGradient(of: "\(name).residual2", dy)
    let (dNorm2, dCondition2) = norm2.backward(mlp.backward(dy, recorder), recorder)
    let d = dy + dNorm2
    recorder?.recordGradient(of: "\(name).residual1", d)
    let (dNorm1, dCondition1) = norm1.backward(attention.backward(d, recorder), recorder)
    return (d + dNorm1, dCondition1 + dCondition2)
  }
  // end excerpt
}
