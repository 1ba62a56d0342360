import Numerics

/// A transformer block that is told the time and reads words: attention to its own patches, attention to
/// the words, and an MLP, each behind an adaptive norm and added to what was there.
package struct TextDiTBlock<Element: RealNumber>: Module, Sendable {
  /// What stands before the names of its layers.
  package let name: String
  private var norm1: AdaptiveLayerNorm<Element>
  private var attention: SelfAttention<Element>
  private var norm2: AdaptiveLayerNorm<Element>
  private var cross: CrossAttention<Element>
  private var norm3: AdaptiveLayerNorm<Element>
  private var mlp: MLP<Element>

  /// - Parameters:
  ///   - name: What stands before the names of its layers.
  ///   - d: Features of a patch, of a word and of the condition.
  ///   - heads: They divide the features.
  ///   - hidden: Features inside the MLP.
  package init(_ name: String, features d: Int, heads: Int, hidden: Int) {
    self.name = name
    norm1 = AdaptiveLayerNorm("\(name).norm1", features: d, condition: d)
    attention = SelfAttention("\(name).self_attn", features: d, heads: heads)
    norm2 = AdaptiveLayerNorm("\(name).norm2", features: d, condition: d)
    cross = CrossAttention("\(name).cross_attn", features: d, context: d, heads: heads)
    norm3 = AdaptiveLayerNorm("\(name).norm3", features: d, condition: d)
    mlp = MLP("\(name).mlp", layers: ("0", "1", "3"), features: d, hidden: hidden)
  }

  /// In the order of `forward`: each norm, then the layer behind it.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try norm1.forEachParameter(body)
    try attention.forEachParameter(body)
    try norm2.forEachParameter(body)
    try cross.forEachParameter(body)
    try norm3.forEachParameter(body)
    try mlp.forEachParameter(body)
  }

  // excerpt TextDiTBlock.forward
  /// x (batch, patches, features), condition (batch, d), words z (batch, words, d) → the shape of x.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(
    _ x: Tensor<Element>, _ condition: Tensor<Element>, _ z: Tensor<Element>,
    _ mask: Attention<Element>.Mask, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let looked = x + attention.forward(norm1.forward(x, condition, recorder), .none, recorder)
    recorder?.record("\(name).residual1", looked)
    let read =
      looked + cross.forward(norm2.forward(looked, condition, recorder), z, mask, recorder)
    recorder?.record("\(name).residual2", read)
    let result = read + mlp.forward(norm3.forward(read, condition, recorder), recorder)
    recorder?.record("\(name).residual3", result)
    return result
  }
  // end excerpt

  // excerpt TextDiTBlock.backward
  /// Three norms read the condition, so its gradient is a sum of three.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, dCondition: Tensor<Element>, dz: Tensor<Element>)
  {
    recorder?.recordGradient(of: "\(name).residual3", dy)
    let (d3, dCondition3) = norm3.backward(mlp.backward(dy, recorder), recorder)
    let dRead = dy + d3
    recorder?.recordGradient(of: "\(name).residual2", dRead)
    let (dNormed, dz) = cross.backward(dRead, recorder)
    let (d2, dCondition2) = norm2.backward(dNormed, recorder)
    let dLooked = dRead + d2
    recorder?.recordGradient(of: "\(name).residual1", dLooked)
    let (d1, dCondition1) = norm1.backward(attention.backward(dLooked, recorder), recorder)
    return (dLooked + d1, dCondition1 + dCondition2 + dCondition3, dz)
  }
  // end excerpt
}

/// A diffusion transformer that reads a prompt: its patches attend to the words of a text tower.
///
/// Peebles, Xie, "Scalable Diffusion Models with Transformers", 2022, with the cross-attention of Rombach et
/// al., 2022.
package struct TextDiT<Element: RealNumber>: VelocityModel, Sendable {
  /// The sizes of a model.
  package struct Configuration: Sendable, Equatable {
    /// The edge of a picture in pixels.
    package var size: Int
    /// The edge of a patch in pixels; it divides the picture's.
    package var patch: Int
    /// Channels of a picture: 1 for grey, 3 for colours.
    package var imageChannels: Int
    /// Numbers for each position.
    package var features: Int
    /// Parts that attention is split into; they divide the features.
    package var heads: Int
    /// Hidden features of each block's MLP.
    package var hidden: Int
    /// How many blocks follow each other.
    package var layers: Int
    /// The features of a word, as the text tower gives them.
    package var context: Int
    /// What the time is multiplied by before its sines and cosines are taken.
    package var timeScale: Double = 1
    /// How many causal blocks mix the words before the patches read them.
    package var readers: Int

    /// All sizes at once; see the properties.
    package init(
      size: Int, patch: Int, imageChannels: Int, features: Int, heads: Int, hidden: Int,
      layers: Int, context: Int, readers: Int = 0
    ) {
      self.size = size
      self.patch = patch
      self.imageChannels = imageChannels
      self.features = features
      self.heads = heads
      self.hidden = hidden
      self.layers = layers
      self.context = context
      self.readers = readers
    }

    /// Patches along an edge.
    package var grid: Int { size / patch }
  }

  /// What a batch is asked for: words (batch, words, context), and which of them are real; the
  /// others only pad the row.
  package struct Prompt: Sendable {
    /// A row for each word of each prompt.
    package var words: Tensor<Element>
    /// For each prompt, which of its words are no padding.
    package var isReal: [[Bool]]
    /// Whether the words have been read (batch, words, features), so that many steps need not do it again.
    package var isRead = false

    /// - Parameters:
    ///   - words: (batch, words, context)
    ///   - isReal: (batch × words)
    package init(words: Tensor<Element>, isReal: [[Bool]]) {
      self.words = words
      self.isReal = isReal
    }
  }

  /// The sizes that it was made with.
  package let configuration: Configuration
  /// The gradient of the words, after `backward`.
  package private(set) var wordGradient = Tensor<Element>([0])
  private var wordsShape: [Int] = []
  private var hasRead = true
  private let patches: Patches
  private let positions: Positions2D<Element>
  private var embed: Conv2d<Element>
  private var time: TimeEmbedding<Element>
  private var text: Linear<Element>
  private var readers: [TransformerBlock<Element>]
  private var blocks: [TextDiTBlock<Element>]
  private var norm: LayerNorm<Element>
  private var projection: Linear<Element>

  /// All parameters are zeros until they are given values.
  package init(_ configuration: Configuration) {
    self.configuration = configuration
    let (d, p) = (configuration.features, configuration.patch)
    require(configuration.size % p == 0, "patches of \(p) in pictures of \(configuration.size)")
    patches = Patches(edge: p)
    positions = Positions2D(features: d, grid: configuration.grid)
    embed = Conv2d(
      "patch_embed.proj", configuration.imageChannels, d, kernel: p, stride: p, padding: 0)
    time = TimeEmbedding("time_embed", features: d, scale: Element(configuration.timeScale))
    text = Linear("text_proj", configuration.context, d)
    readers = (0..<configuration.readers).map {
      TransformerBlock(
        "readers.\($0)", .clip, features: d, heads: configuration.heads,
        hidden: configuration.hidden)
    }
    blocks = (0..<configuration.layers).map {
      TextDiTBlock(
        "blocks.\($0)", features: d, heads: configuration.heads, hidden: configuration.hidden)
    }
    norm = LayerNorm("final_norm", features: d)
    projection = Linear("final_proj", d, p * p * configuration.imageChannels)
  }

  /// Patches, time, words, readers, blocks, norm, projection.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try embed.forEachParameter(body)
    try time.forEachParameter(body)
    try text.forEachParameter(body)
    for i in readers.indices { try readers[i].forEachParameter(body) }
    for i in blocks.indices { try blocks[i].forEachParameter(body) }
    try norm.forEachParameter(body)
    try projection.forEachParameter(body)
  }

  // excerpt TextDiT.read
  /// Words (batch, words, context) as the patches read them (batch, words, features): projected, then mixed by
  /// causal blocks, in which each word reads itself and those before it.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func read(_ words: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    var read = text.forward(words, recorder)
    for i in readers.indices { read = readers[i].forward(read, .causal, recorder) }
    return read
  }
  // end excerpt

  /// The prompt with its words read, once for many steps.
  package func reading(_ prompt: Prompt, _ recorder: Recorder<Element>? = nil) -> Prompt {
    var (model, prompt) = (self, prompt)
    prompt.words = model.read(prompt.words, recorder)
    prompt.isRead = true
    return prompt
  }

  // excerpt TextDiT.forward
  /// The predicted velocity at x and t, asked with a prompt: x (batch, channels, size, size), t (batch).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(
    _ x: Tensor<Element>, _ t: Tensor<Element>, _ prompt: Prompt,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    var tokens = embed.forward(x, recorder).featuresLast().addingToEach(positions.codes)
    if let recorder {
      positions.record(to: recorder)
      recorder.record("tokens", tokens)
    }
    let condition = time.forward(t, recorder)
    let words = prompt.isRead ? prompt.words : read(prompt.words, recorder)
    (wordsShape, hasRead) = (words.shape, !prompt.isRead)
    for i in blocks.indices {
      tokens = blocks[i].forward(tokens, condition, words, .keys(prompt.isReal), recorder)
    }
    let rows = projection.forward(norm.forward(tokens, recorder), recorder)
    return patches.pictures(x.shape, from: rows)
  }
  // end excerpt

  // excerpt TextDiT.backward
  /// Adds to every parameter's gradient; returns the gradients of x and t, and keeps that of the words.
  @discardableResult
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, dt: Tensor<Element>)
  {
    var d = norm.backward(projection.backward(patches.rows(of: dy), recorder), recorder)
    var dCondition = Tensor<Element>([dy.shape[0], configuration.features])
    var dWords = Tensor<Element>(wordsShape)
    for i in blocks.indices.reversed() {
      let (dx, more, dz) = blocks[i].backward(d, recorder)
      d = dx
      dCondition += more
      dWords += dz
    }
    recorder?.recordGradient(of: "tokens", d)
    if hasRead {
      for i in readers.indices.reversed() { dWords = readers[i].backward(dWords, recorder) }
      dWords = text.backward(dWords, recorder)
    }
    wordGradient = dWords
    let dt = time.backward(dCondition, recorder)
    let grid = configuration.grid
    let shape = [dy.shape[0], configuration.features, grid, grid]
    return (embed.backward(Patches(edge: 1).pictures(shape, from: d), recorder), dt)
  }
  // end excerpt
}
