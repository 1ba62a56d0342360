import Numerics

/// The time as features: sines and cosines of it, then a small network of two linear layers.
package struct TimeEmbedding<Element: RealNumber>: Module, Sendable {
  private var waves: Sinusoidal<Element>
  private var linear0: Linear<Element>
  private var silu: Pointwise<SiLU, Element>
  private var linear2: Linear<Element>

  /// - Parameters:
  ///   - name: What stands before the names of its steps: `NAME.waves`, `NAME.mlp.0`.
  ///   - d: Features of the waves, half sines and half cosines, and of the result: an even number.
  ///   - scale: What the time is multiplied by before its sines and cosines are taken.
  package init(_ name: String, features d: Int, scale: Element = 1) {
    waves = Sinusoidal("\(name).waves", features: d, scale: scale)
    linear0 = Linear("\(name).mlp.0", d, d)
    silu = Pointwise("\(name).mlp.1")
    linear2 = Linear("\(name).mlp.2", d, d)
  }

  /// Those of the two linear layers; the waves have none.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try linear0.forEachParameter(body)
    try linear2.forEachParameter(body)
  }

  // excerpt TimeEmbedding
  /// t (batch) → (batch, features)
  package mutating func forward(_ t: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let hidden = linear0.forward(waves.forward(t, recorder), recorder)
    return linear2.forward(silu.forward(hidden, recorder), recorder)
  }

  /// The gradient of t.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let dHidden = silu.backward(linear2.backward(dy, recorder), recorder)
    return waves.backward(linear0.backward(dHidden, recorder), recorder)
  }
  // end excerpt
}
