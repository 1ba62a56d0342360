import Numerics

/// A transformer block with CLIP's names: x ← x + attn(ln_1 x), then x ← x + c_proj(GELU(c_fc(ln_2 x))).
package struct ClipBlock<Element: RealNumber>: Module, Sendable {
  package let name: String
  private var norm1: LayerNorm<Element>
  private var attention: MultiHeadAttention<Element>
  private var norm2: LayerNorm<Element>
  private var linear1: Linear<Element>
  private var gelu: Pointwise<GELU, Element>
  private var linear2: Linear<Element>

  package init(_ name: String, features: Int, heads: Int, hidden: Int) {
    self.name = name
    norm1 = LayerNorm("\(name).ln_1", features: features)
    attention = MultiHeadAttention("\(name).attn", features: features, heads: heads)
    norm2 = LayerNorm("\(name).ln_2", features: features)
    linear1 = Linear("\(name).mlp.c_fc", features, hidden)
    gelu = Pointwise("\(name).mlp.gelu")
    linear2 = Linear("\(name).mlp.c_proj", hidden, features)
  }

  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try norm1.forEachParameter(body)
    try attention.forEachParameter(body)
    try norm2.forEachParameter(body)
    try linear1.forEachParameter(body)
    try linear2.forEachParameter(body)
  }

  // excerpt ClipBlock.forward
  /// x (batch, positions, features) → the same shape.
  package mutating func forward(
    _ x: Tensor<Element>, _ mask: Attention<Element>.Mask, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let attended = x + attention.forward(norm1.forward(x, recorder), mask, recorder)
    recorder?.record("\(name).residual1", attended)
    let hidden = gelu.forward(
      linear1.forward(norm2.forward(attended, recorder), recorder), recorder)
    let result = attended + linear2.forward(hidden, recorder)
    recorder?.record("\(name).residual2", result)
    return result
  }
  // end excerpt

  // excerpt ClipBlock.backward
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: "\(name).residual2", dy)
    let dHidden = gelu.backward(linear2.backward(dy, recorder), recorder)
    let d = dy + norm2.backward(linear1.backward(dHidden, recorder), recorder)
    recorder?.recordGradient(of: "\(name).residual1", d)
    return d + norm1.backward(attention.backward(d, recorder), recorder)
  }
  // end excerpt
}
