import Numerics

/// x ← x + attention(norm1 x), then x ← x + linear2(GELU(linear1(norm2 x))).
package struct TransformerBlock<Element: RealNumber>: Module, Sendable {
  package let name: String
  private var norm1: LayerNorm<Element>
  private var (q, k, v, o): (Linear<Element>, Linear<Element>, Linear<Element>, Linear<Element>)
  private var attention: Attention<Element>
  private var norm2: LayerNorm<Element>
  private var linear1: Linear<Element>
  private var gelu: Pointwise<GELU, Element>
  private var linear2: Linear<Element>

  package init(_ name: String, features: Int, heads: Int, hidden: Int) {
    self.name = name
    func projection(_ letter: String) -> Linear<Element> {
      Linear("\(name).attention.W_\(letter)", features, features)
    }
    norm1 = LayerNorm("\(name).norm1", features: features)
    (q, k, v, o) = (projection("q"), projection("k"), projection("v"), projection("o"))
    attention = Attention("\(name).attention", heads: heads)
    norm2 = LayerNorm("\(name).norm2", features: features)
    linear1 = Linear("\(name).ffn.linear1", features, hidden)
    gelu = Pointwise("\(name).ffn.gelu")
    linear2 = Linear("\(name).ffn.linear2", hidden, features)
  }

  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try norm1.forEachParameter(body)
    try q.forEachParameter(body)
    try k.forEachParameter(body)
    try v.forEachParameter(body)
    try o.forEachParameter(body)
    try norm2.forEachParameter(body)
    try linear1.forEachParameter(body)
    try linear2.forEachParameter(body)
  }

  // excerpt TransformerBlock.forward
  /// x (batch, positions, features) → the same shape.
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let normed = norm1.forward(x, recorder)
    let heads = attention.forward(
      q.forward(normed, recorder), k.forward(normed, recorder), v.forward(normed, recorder),
      .causal, recorder)
    let attended = x + o.forward(heads, recorder)
    recorder?.record("\(name).residual1", attended)
    let hidden = gelu.forward(
      linear1.forward(norm2.forward(attended, recorder), recorder), recorder)
    let result = attended + linear2.forward(hidden, recorder)
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
    let dHidden = gelu.backward(linear2.backward(dy, recorder), recorder)
    let d = dy + norm2.backward(linear1.backward(dHidden, recorder), recorder)
    recorder?.recordGradient(of: "\(name).residual1", d)
    let (dq, dk, dv) = attention.backward(o.backward(d, recorder), recorder)
    let dNormed = q.backward(dq, recorder) + k.backward(dk, recorder) + v.backward(dv, recorder)
    return d + norm1.backward(dNormed, recorder)
  }
  // end excerpt
}
