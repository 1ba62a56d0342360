import Numerics

/// Attention of one sequence to another: queries from x, keys and values from a context, with their
/// projections.
///
/// Vaswani et al., "Attention Is All You Need", 2017, section 3.2.3; in a picture generator, Rombach et al.,
/// "High-Resolution Image Synthesis with Latent Diffusion Models", 2022, section 3.3.
package struct CrossAttention<Element: RealNumber>: Module, Sendable {
  /// What stands before the names of its projections and steps.
  package let name: String
  private var (q, k, v): (Linear<Element>, Linear<Element>, Linear<Element>)
  private var attention: Attention<Element>
  private var output: Linear<Element>

  /// - Parameters:
  ///   - name: What stands before the names of its projections and steps.
  ///   - features: Of a place in x.
  ///   - context: Features of a word.
  ///   - heads: They divide the features.
  package init(_ name: String, features: Int, context: Int, heads: Int) {
    require(features % heads == 0, "\(features) features for \(heads) heads")
    self.name = name
    q = Linear("\(name).q_proj", features, features)
    k = Linear("\(name).k_proj", context, features)
    v = Linear("\(name).v_proj", context, features)
    attention = Attention(name, heads: heads)
    output = Linear("\(name).out_proj", features, features)
  }

  /// Those of the projections: queries, keys, values, output.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try q.forEachParameter(body)
    try k.forEachParameter(body)
    try v.forEachParameter(body)
    try output.forEachParameter(body)
  }

  // excerpt CrossAttention.forward
  /// x (batch, positions, features) looks at z (batch, words, context) where the mask lets it → the shape of
  /// x.
  package mutating func forward(
    _ x: Tensor<Element>, _ z: Tensor<Element>, _ mask: Attention<Element>.Mask,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let heads = attention.forward(
      q.forward(x, recorder), k.forward(z, recorder), v.forward(z, recorder), mask, recorder)
    return output.forward(heads, recorder)
  }
  // end excerpt

  // excerpt CrossAttention.backward
  /// Two roads: to x through the queries, to z through keys and values.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, dz: Tensor<Element>)
  {
    let (dq, dk, dv) = attention.backward(output.backward(dy, recorder), recorder)
    return (q.backward(dq, recorder), k.backward(dk, recorder) + v.backward(dv, recorder))
  }
  // end excerpt
}
