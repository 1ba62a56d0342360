import Numerics

/// The part of a transformer block that looks at each position by itself: a linear layer to many hidden
/// features, GELU, and a linear layer back.
///
/// Vaswani et al., "Attention Is All You Need", 2017, section 3.3; with GELU in place of ReLU.
package struct MLP<Element: RealNumber>: Module, Sendable {
  private var linear1: Linear<Element>
  private var gelu: Pointwise<GELU, Element>
  private var linear2: Linear<Element>

  /// - Parameters:
  ///   - name: What stands before the names of the three.
  ///   - layers: What the linear layer, the GELU and the other linear layer are called, after `name` and a
  ///     dot.
  ///   - features: Of a position, in x and in the result.
  ///   - hidden: Features in between, where GELU is.
  package init(
    _ name: String, layers: (String, String, String), features: Int, hidden: Int
  ) {
    linear1 = Linear("\(name).\(layers.0)", features, hidden)
    gelu = Pointwise("\(name).\(layers.1)")
    linear2 = Linear("\(name).\(layers.2)", hidden, features)
  }

  /// Those of the two linear layers, in the order of `forward`.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try linear1.forEachParameter(body)
    try linear2.forEachParameter(body)
  }

  // excerpt MLP
  /// linear2(GELU(linear1 x)): x (batch, positions, features) → the same shape.
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let hidden = linear1.forward(x, recorder)
    return linear2.forward(gelu.forward(hidden, recorder), recorder)
  }

  /// The same layers, last to first: returns the gradient of x.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let dHidden = gelu.backward(linear2.backward(dy, recorder), recorder)
    return linear1.backward(dHidden, recorder)
  }
  // end excerpt
}
