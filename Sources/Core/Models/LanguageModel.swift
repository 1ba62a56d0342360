import Numerics

/// A complete GPT: chapter 0's, with a choice of positions, tied embeddings, dropout, and a cache for
/// writing. With learned positions, untied and without dropout it is `Gpt` to the last bit.
///
/// Radford et al., "Language Models are Unsupervised Multitask Learners", 2019; tied embeddings: Press,
/// Wolf, "Using the Output Embedding to Improve Language Models", 2017.
package struct LanguageModel<Element: RealNumber>: Module, Sendable {
  /// How the model knows where a token stands.
  package enum Positions: String, Sendable, CaseIterable {
    /// A learned row for each place is added to the token's.
    case learned = "learned"
    /// Queries and keys are turned by angles in proportion to their place. Su et al., "RoFormer",
    /// 2021.
    case rotary = "RoPE"
    /// Scores are lowered in proportion to the distance. Press, Smith, Lewis, "Train Short, Test
    /// Long", 2021.
    case alibi = "ALiBi"
    /// It does not, but for the causal mask.
    case none = "none"
  }

  /// The sizes of a model.
  package struct Configuration: Sendable, Equatable {
    /// How many tokens there are.
    package var vocabulary: Int
    /// The longest text, in tokens.
    package var length: Int
    /// Numbers for each position.
    package var features: Int
    /// Parts that attention is split into; they divide the features.
    package var heads: Int
    /// Hidden features of each block's MLP.
    package var hidden: Int
    /// How many blocks follow each other.
    package var layers: Int
    /// How places are told.
    package var positions: Positions
    /// Whether the output projection is the token table itself.
    package var isTied: Bool
    /// The share of numbers that dropout sets to 0 in training.
    package var dropout: Double
    /// How norms and residuals are wired.
    package var wiring: LanguageBlock<Element>.Wiring

    /// All sizes at once; see the properties. The heads must divide the features.
    package init(
      vocabulary: Int, length: Int, features: Int, heads: Int, hidden: Int, layers: Int,
      positions: Positions = .learned, isTied: Bool = false, dropout: Double = 0,
      wiring: LanguageBlock<Element>.Wiring = .preNorm
    ) {
      require(features % heads == 0, "\(features) features for \(heads) heads")
      self.vocabulary = vocabulary
      self.length = length
      self.features = features
      self.heads = heads
      self.hidden = hidden
      self.layers = layers
      self.positions = positions
      self.isTied = isTied
      self.dropout = dropout
      self.wiring = wiring
    }

    /// ALiBi's slope for each head: 2^(−8/n), 2^(−16/n), … for n heads; exact where 8/n is whole.
    package var slopes: [Element] {
      if positions != .alibi { return [] }
      return (1...heads).map { h in
        let power = 8 * h
        return power % heads == 0
          ? Element(sign: .plus, exponent: Element.Exponent(-power / heads), significand: 1)
          : Element.exp(-Element.log(2) * Element(power) / Element(heads))
      }
    }
  }

  /// The sizes that it was made with.
  package let configuration: Configuration
  private var tokens: Embedding<Element>
  private var positions: Embedding<Element>?
  private var blocks: [LanguageBlock<Element>]
  private var norm: LayerNorm<Element>
  private var output: Linear<Element>

  /// All parameters are zeros until they are given values.
  package init(_ configuration: Configuration) {
    self.configuration = configuration
    let (d, words) = (configuration.features, configuration.vocabulary)
    tokens = Embedding("token_embedding.embedding", tokens: words, features: d)
    if configuration.positions == .learned {
      positions = Embedding("pos_encoding.pos_embedding", tokens: configuration.length, features: d)
    }
    blocks = (0..<configuration.layers).map { LanguageBlock("blocks.\($0)", configuration) }
    norm = LayerNorm("ln_f", features: d)
    output = Linear("output_proj", d, words, hasBias: false)
  }

  /// Tokens, places (where they are learned), blocks, norm; the output's own table unless it is tied.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try tokens.forEachParameter(body)
    try positions?.forEachParameter(body)
    for i in blocks.indices { try blocks[i].forEachParameter(body) }
    try norm.forEachParameter(body)
    if !configuration.isTied { try output.forEachParameter(body) }
  }

  // excerpt LanguageModel.forward
  /// The logits of the next token at every place: ids (batch × places) → (batch, positions, tokens).
  ///
  /// - Parameters:
  ///   - ids: Tokens, a row for each text, all equally long.
  ///   - draws: What dropout draws from; nil outside training.
  ///   - recorder: Keeps what is computed on the way, by name; nil in training.
  ///   - edit: May change what goes on after the embedding (0) and after block i (i + 1).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(
    _ ids: [[Int]], _ draws: Dropout<Element>.Draws? = nil, _ recorder: Recorder<Element>? = nil,
    edit: (Int, inout Tensor<Element>) -> Void = { _, _ in }
  ) -> Tensor<Element> {
    var x = embedded(ids, from: 0, recorder)
    edit(0, &x)
    var none: LanguageBlock<Element>.Cache?
    for i in blocks.indices {
      x = blocks[i].forward(x, cache: &none, draws, recorder)
      edit(i + 1, &x)
    }
    return logits(of: x, recorder)
  }

  private mutating func embedded(_ ids: [[Int]], from place: Int, _ recorder: Recorder<Element>?)
    -> Tensor<Element>
  {
    let places = ids.map { Array(place..<place + $0.count) }
    let words = tokens.forward(ids)
    guard positions != nil, let codes = positions?.forward(places) else { return words }
    let x = words + codes
    recorder?.record("embedding", x)
    return x
  }

  /// The logits that a row of the residual stream (batch, positions, features) stands for.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func logits(of x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    if configuration.isTied { output.weight.value = tokens.weight.value }
    return output.forward(norm.forward(x, recorder), recorder)
  }
  // end excerpt

  // excerpt LanguageModel.backward
  /// Adds to every parameter's gradient, from the gradient of the logits. A tied table has two: as rows
  /// that were looked up, and as the output's weights.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil) {
    if configuration.isTied { output.weight.gradient.setToZero() }
    var d = norm.backward(output.backward(dy, recorder), recorder)
    for i in blocks.indices.reversed() { d = blocks[i].backward(d, recorder) }
    if positions != nil { recorder?.recordGradient(of: "embedding", d) }
    tokens.backward(d)
    if configuration.isTied { tokens.weight.gradient += output.weight.gradient }
    positions?.backward(d)
  }
  // end excerpt
}

/// Writing, one token after the other.
extension LanguageModel {
  /// What the model keeps of the places so far: keys and values of every block.
  package struct Cache: Sendable {
    /// Each block's keys and values.
    package internal(set) var blocks: [LanguageBlock<Element>.Cache?]
    /// How many places it holds.
    package internal(set) var places = 0

    /// How many numbers it holds.
    package var count: Int {
      blocks.reduce(0) { $0 + ($1?.keys?.count ?? 0) + ($1?.values?.count ?? 0) }
    }
  }

  /// A cache that holds no places yet.
  package var emptyCache: Cache { Cache(blocks: blocks.map { _ in LanguageBlock.Cache() }) }

  // excerpt LanguageModel.next
  /// The logits (batch 1, new places, tokens) after new tokens, whose keys and values join the cache.
  ///
  /// - Parameters:
  ///   - ids: The new tokens of one text.
  ///   - place: Where the first new token is said to stand; by default after all others. With rotary or
  ///     learned positions anything else gives other numbers.
  ///   - cache: Of the places before; afterwards it holds the new ones, too.
  ///   - recorder: Keeps what is computed on the way, by name; nil where nobody looks.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func next(
    _ ids: [Int], at place: Int? = nil, _ cache: inout Cache, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let place = place ?? cache.places
    var x = embedded([ids], from: place, recorder)
    for i in blocks.indices {
      x = blocks[i].forward(x, from: place, cache: &cache.blocks[i], nil, recorder)
    }
    cache.places += ids.count
    return logits(of: x, recorder)
  }
  // end excerpt
}
