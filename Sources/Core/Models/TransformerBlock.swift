import Numerics

/// What a transformer block calls its layers.
package struct BlockNames: Sendable {
  let norm1: String
  let attention: String
  let projections: Projections
  let norm2: String
  let mlp: String
  let mlpLayers: (String, String, String)

  /// Those of the small GPT.
  package static let gpt = BlockNames(
    norm1: "norm1", attention: "attention", projections: .separate, norm2: "norm2", mlp: "ffn",
    mlpLayers: ("linear1", "gelu", "linear2"))
  /// Those of CLIP.
  package static let clip = BlockNames(
    norm1: "ln_1", attention: "attn", projections: .joint, norm2: "ln_2", mlp: "mlp",
    mlpLayers: ("c_fc", "gelu", "c_proj"))
}

/// x ← x + attention(norm1 x), then x ← x + mlp(norm2 x).
///
/// Vaswani et al., "Attention Is All You Need", 2017, with the norms before the layers, as in Radford et
/// al., "Language Models are Unsupervised Multitask Learners", 2019.
package struct TransformerBlock<Element: RealNumber>: Module, Sendable {
  /// What stands before the names of its layers.
  package let name: String
  private var norm1: LayerNorm<Element>
  private var attention: SelfAttention<Element>
  private var norm2: LayerNorm<Element>
  private var mlp: MLP<Element>

  /// - Parameters:
  ///   - name: What stands before the names of its layers, such as `blocks.0`.
  ///   - names: What the layers are called, and whether queries, keys and values have one layer or
  ///     three.
  ///   - d: Features of a place.
  ///   - heads: They divide the features.
  ///   - hidden: Features inside the MLP.
  package init(_ name: String, _ names: BlockNames, features d: Int, heads: Int, hidden: Int) {
    self.name = name
    norm1 = LayerNorm("\(name).\(names.norm1)", features: d)
    attention = SelfAttention(
      "\(name).\(names.attention)", names.projections, features: d, heads: heads)
    norm2 = LayerNorm("\(name).\(names.norm2)", features: d)
    mlp = MLP("\(name).\(names.mlp)", layers: names.mlpLayers, features: d, hidden: hidden)
  }

  /// In the order of `forward`: norm1, attention, norm2, MLP.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try norm1.forEachParameter(body)
    try attention.forEachParameter(body)
    try norm2.forEachParameter(body)
    try mlp.forEachParameter(body)
  }

  // excerpt TransformerBlock.forward
  /// x (batch, positions, features) → the same shape. The mask says which places may be looked at.
  package mutating func forward(
    _ x: Tensor<Element>, _ mask: Attention<Element>.Mask, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let attended = x + attention.forward(norm1.forward(x, recorder), mask, recorder)
    recorder?.record("\(name).residual1", attended)
    let result = attended + mlp.forward(norm2.forward(attended, recorder), recorder)
    recorder?.record("\(name).residual2", result)
    return result
  }
  // end excerpt

  // excerpt TransformerBlock.backward
  /// Each residual hands its gradient on twice: past its layers, and through them.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: "\(name).residual2", dy)
    let d = dy + norm2.backward(mlp.backward(dy, recorder), recorder)
    recorder?.recordGradient(of: "\(name).residual1", d)
    return d + norm1.backward(attention.backward(d, recorder), recorder)
  }
  // end excerpt
}
