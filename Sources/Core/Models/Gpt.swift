import Numerics

/// A small GPT: token and position embeddings, pre-norm transformer blocks, a final norm and an
/// output projection without bias. Radford et al., "Language Models are Unsupervised Multitask
/// Learners", 2019.
package struct Gpt<Element: RealNumber>: Module, Sendable {
  /// The sizes of a model.
  package struct Configuration: Sendable, Equatable {
    /// How many tokens there are.
    package var vocabulary: Int
    /// The most tokens of a text.
    package var length: Int
    /// Numbers for each position.
    package var features: Int
    /// Parts that attention is split into; they divide the features.
    package var heads: Int
    /// Hidden features of each block's MLP.
    package var hidden: Int
    /// How many blocks follow each other.
    package var layers: Int

    /// All sizes at once; see the properties.
    package init(
      vocabulary: Int, length: Int, features: Int, heads: Int, hidden: Int, layers: Int
    ) {
      self.vocabulary = vocabulary
      self.length = length
      self.features = features
      self.heads = heads
      self.hidden = hidden
      self.layers = layers
    }
  }

  /// The sizes that it was made with.
  package let configuration: Configuration
  private var tokens: Embedding<Element>
  private var positions: Embedding<Element>
  private var blocks: [TransformerBlock<Element>]
  private var norm: LayerNorm<Element>
  private var output: Linear<Element>

  /// All parameters are zeros until they are given values.
  package init(_ configuration: Configuration) {
    self.configuration = configuration
    let d = configuration.features
    tokens = Embedding("token_embedding.embedding", tokens: configuration.vocabulary, features: d)
    positions = Embedding("pos_encoding.pos_embedding", tokens: configuration.length, features: d)
    blocks = (0..<configuration.layers).map {
      TransformerBlock(
        "blocks.\($0)", .gpt, features: d, heads: configuration.heads, hidden: configuration.hidden)
    }
    norm = LayerNorm("ln_f", features: d)
    output = Linear("output_proj", d, configuration.vocabulary, hasBias: false)
  }

  /// Tokens, places, blocks, norm, output.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try tokens.forEachParameter(body)
    try positions.forEachParameter(body)
    for i in blocks.indices { try blocks[i].forEachParameter(body) }
    try norm.forEachParameter(body)
    try output.forEachParameter(body)
  }

  // excerpt Gpt.forward
  /// The logits of the next token at every place: ids (batch × places) → (batch, positions, tokens).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(_ ids: [[Int]], _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let places = Array(ids[0].indices)
    var x = tokens.forward(ids) + positions.forward(ids.map { _ in places })
    recorder?.record("embedding", x)
    for i in blocks.indices { x = blocks[i].forward(x, .causal, recorder) }
    return output.forward(norm.forward(x, recorder), recorder)
  }
  // end excerpt

  // excerpt Gpt.backward
  /// Adds to every parameter's gradient, from the gradient of the logits.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil) {
    var d = norm.backward(output.backward(dy, recorder), recorder)
    for i in blocks.indices.reversed() { d = blocks[i].backward(d, recorder) }
    recorder?.recordGradient(of: "embedding", d)
    tokens.backward(d)
    positions.backward(d)
  }
  // end excerpt
}
