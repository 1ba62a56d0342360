import Numerics

/// Texts and pictures in one space: two towers whose outputs point the same way where text and picture
/// belong together.
///
/// Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021; with GELU in
/// place of QuickGELU, and the mean over patches in place of a class token.
package struct Clip<Element: RealNumber>: Module, Sendable {
  /// The sizes of a model.
  package struct Configuration: Sendable, Equatable {
    /// How many tokens there are.
    package var vocabulary: Int
    /// Tokens of a text, [BOS], [EOS] and padding included.
    package var length: Int
    /// Numbers for each position.
    package var features: Int
    /// Parts that attention is split into; they divide the features.
    package var heads: Int
    /// Hidden features of each block's MLP.
    package var hidden: Int
    /// How many blocks follow each other.
    package var layers: Int
    /// The edge of a picture in pixels.
    package var size: Int
    /// The edge of a patch in pixels; it divides the picture's.
    package var patch: Int
    /// Channels of a picture: 1 for grey, 3 for colours.
    package var imageChannels: Int
    /// The features of the space that both towers end in.
    package var joint: Int
    /// The token after a text's last word.
    package var end: Int

    /// All sizes at once; see the properties.
    package init(
      vocabulary: Int, length: Int, features: Int, heads: Int, hidden: Int, layers: Int, size: Int,
      patch: Int, imageChannels: Int, joint: Int, end: Int
    ) {
      self.vocabulary = vocabulary
      self.length = length
      self.features = features
      self.heads = heads
      self.hidden = hidden
      self.layers = layers
      self.size = size
      self.patch = patch
      self.imageChannels = imageChannels
      self.joint = joint
      self.end = end
    }
  }

  /// The tower that reads captions.
  package var text: ClipText<Element>
  /// The tower that looks at pictures.
  package var image: ClipImage<Element>
  /// The logarithm of the temperature.
  package var logitScale: Parameter<Element>  // ()
  private var contrast = ContrastiveLoss<Element>()

  /// Both towers and the scale, all zeros until they are given values.
  package init(_ configuration: Configuration) {
    text = ClipText(configuration)
    image = ClipImage(configuration)
    logitScale = Parameter("logit_scale", [], .scale)
  }

  /// The text tower's, the picture tower's, then the scale.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try text.forEachParameter(body)
    try image.forEachParameter(body)
    try body(&logitScale)
  }

  // excerpt Clip.loss
  /// The loss of pairs that belong together, text n to picture n: pictures (batch, channels, size, size),
  /// ids (batch × length).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func loss(
    _ pictures: Tensor<Element>, _ ids: [[Int]], _ recorder: Recorder<Element>? = nil
  ) -> Element {
    let images = image.forward(pictures, recorder)
    let texts = text.forward(ids, recorder)
    return contrast.forward(images, texts, logitScale.value.values[0], recorder)
  }
  // end excerpt

  /// Adds to every parameter's gradient; returns the gradient of the pictures.
  @discardableResult
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ recorder: Recorder<Element>? = nil) -> Tensor<Element> {
    let (dImages, dTexts, dScale) = contrast.backward(recorder)
    logitScale.gradient.values[0] += dScale
    text.backward(dTexts, recorder)
    return image.backward(dImages, recorder)
  }
}

/// The text tower: a causal transformer, read at [EOS].
package struct ClipText<Element: RealNumber>: Module, Sendable {
  private let configuration: Clip<Element>.Configuration
  private var tokens: Embedding<Element>
  /// A row for each place of a text.
  package var positions: Parameter<Element>  // (length, features)
  private var blocks: [TransformerBlock<Element>]
  private var norm: LayerNorm<Element>
  /// Into the joint space.
  package var projection: Parameter<Element>  // (features, joint)
  private var unit = UnitLength<Element>("text")
  private var ends: [Int] = []
  private var pooled = Tensor<Element>([0, 0])

  init(_ c: Clip<Element>.Configuration) {
    configuration = c
    tokens = Embedding("token_embedding", tokens: c.vocabulary, features: c.features)
    positions = Parameter("positional_embedding", [c.length, c.features], .table)
    blocks = (0..<c.layers).map {
      TransformerBlock(
        "transformer.resblocks.\($0)", .clip, features: c.features, heads: c.heads, hidden: c.hidden
      )
    }
    norm = LayerNorm("ln_final", features: c.features)
    projection = Parameter("text_projection", [c.features, c.joint], .weight)
  }

  /// Words, places, blocks, norm, projection.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try tokens.forEachParameter(body)
    try body(&positions)
    for i in blocks.indices { try blocks[i].forEachParameter(body) }
    try norm.forEachParameter(body)
    try body(&projection)
  }

  // excerpt ClipText.embed
  /// The words before the tower has mixed them: ids (batch × at most `length`) → (batch, length, features).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func embed(_ ids: [[Int]], _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let x = tokens.forward(ids).addingToEach(positions.value.firstRows(ids[0].count))
    recorder?.record("text.embedding", x)
    return x
  }
  // end excerpt

  /// Every token's output, after the last norm: ids (batch × length) → (batch, length, features).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func words(_ ids: [[Int]], _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    var x = embed(ids, recorder)
    for i in blocks.indices { x = blocks[i].forward(x, .causal, recorder) }
    return norm.forward(x, recorder)
  }

  // excerpt ClipText.forward
  /// One arrow of length 1 a text: the output at [EOS], projected: ids → (batch, joint).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(_ ids: [[Int]], _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let words = words(ids, recorder)
    let (length, d) = (words.shape[1], words.shape[2])
    ends = ids.map { $0.firstIndex(of: configuration.end) ?? length - 1 }
    let rows = ends.enumerated().flatMap { n, end in
      let start = (n * length + end) * d
      return words.values[start..<start + d]
    }
    pooled = Tensor([ids.count, d], Array(rows))
    let joint = (pooled ⊗ projection.value)
    recorder?.record("text.joint", joint)
    return unit.forward(joint, recorder)
  }
  // end excerpt

  // excerpt ClipText.backward
  /// Only the row at [EOS] gets a gradient; attention hands it on to the words before.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil) {
    let dJoint = unit.backward(dy, recorder)
    recorder?.recordGradient(of: "text.joint", dJoint)
    projection.gradient += (pooled.transpose ⊗ dJoint)
    let dPooled = (dJoint ⊗ projection.value.transpose)
    let (length, d) = (configuration.length, configuration.features)
    var dWords = Tensor<Element>([ends.count, length, d])
    for (n, end) in ends.enumerated() {
      for i in 0..<d { dWords.values[(n * length + end) * d + i] = dPooled.values[n * d + i] }
    }
    backward(ofWords: dWords, recorder)
  }

  /// From the gradients of every token's output.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(
    ofWords dWords: Tensor<Element>, _ recorder: Recorder<Element>? = nil
  ) {
    var dx = norm.backward(dWords, recorder)
    for i in blocks.indices.reversed() { dx = blocks[i].backward(dx, recorder) }
    recorder?.recordGradient(of: "text.embedding", dx)
    tokens.backward(dx)
    positions.gradient.addRepeats(of: dx)
  }
  // end excerpt
}

/// The picture tower: patches, a transformer without a mask, and the mean over the patches.
package struct ClipImage<Element: RealNumber>: Module, Sendable {
  private let configuration: Clip<Element>.Configuration
  private var patches: Conv2d<Element>
  /// A row for each patch.
  package var positions: Parameter<Element>  // (patches, features)
  private var blocks: [TransformerBlock<Element>]
  private var norm: LayerNorm<Element>
  /// Into the joint space.
  package var projection: Parameter<Element>  // (features, joint)
  private var unit = UnitLength<Element>("visual")
  private var pooled = Tensor<Element>([0, 0])

  init(_ c: Clip<Element>.Configuration) {
    configuration = c
    let count = (c.size / c.patch) * (c.size / c.patch)
    patches = Conv2d(
      "visual.conv1", c.imageChannels, c.features, kernel: c.patch, stride: c.patch, padding: 0)
    positions = Parameter("visual.positional_embedding", [count, c.features], .table)
    blocks = (0..<c.layers).map {
      TransformerBlock(
        "visual.transformer.resblocks.\($0)", .clip, features: c.features, heads: c.heads,
        hidden: c.hidden)
    }
    norm = LayerNorm("visual.ln_post", features: c.features)
    projection = Parameter("visual.proj", [c.features, c.joint], .weight)
  }

  /// Patches, places, blocks, norm, projection.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try patches.forEachParameter(body)
    try body(&positions)
    for i in blocks.indices { try blocks[i].forEachParameter(body) }
    try norm.forEachParameter(body)
    try body(&projection)
  }

  // excerpt ClipImage.forward
  /// One arrow of length 1 a picture: pictures (batch, channels, size, size) → (batch, joint).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(_ pictures: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    var x = patches.forward(pictures, recorder).featuresLast().addingToEach(positions.value)
    recorder?.record("visual.embedding", x)
    for i in blocks.indices { x = blocks[i].forward(x, .none, recorder) }
    let mean = x.meanOverPlaces()
    recorder?.record("visual.mean", mean)
    pooled = norm.forward(mean, recorder)
    let joint = (pooled ⊗ projection.value)
    recorder?.record("visual.joint", joint)
    return unit.forward(joint, recorder)
  }
  // end excerpt

  // excerpt ClipImage.backward
  /// The mean hands each patch the same share.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let dJoint = unit.backward(dy, recorder)
    recorder?.recordGradient(of: "visual.joint", dJoint)
    projection.gradient += (pooled.transpose ⊗ dJoint)
    let dMean = norm.backward(dJoint ⊗ projection.value.transpose, recorder)
    recorder?.recordGradient(of: "visual.mean", dMean)
    let grid = configuration.size / configuration.patch
    var dx = dMean.map { $0 / Element(grid * grid) }.repeated(grid * grid)
    for i in blocks.indices.reversed() { dx = blocks[i].backward(dx, recorder) }
    recorder?.recordGradient(of: "visual.embedding", dx)
    positions.gradient.addRepeats(of: dx)
    let shape = [dx.shape[0], configuration.features, grid, grid]
    return patches.backward(Patches(edge: 1).pictures(shape, from: dx), recorder)
  }
  // end excerpt
}

extension Tensor {
  /// (rows, features) → (n, features).
  fileprivate func firstRows(_ n: Int) -> Tensor {
    Tensor([n, shape[1]], Array(values.prefix(n * shape[1])))
  }

  /// (batch, positions, features) → (batch, features): the mean over the places.
  fileprivate func meanOverPlaces() -> Tensor {
    let sum = summedOverPositions()
    return sum.map { $0 / Element(shape[1]) }
  }

  /// self (places, features) += Σ over the batch of x (batch, positions, features).
  fileprivate mutating func addRepeats(of x: Tensor) {
    for i in x.values.indices { values[i % count] += x.values[i] }
  }
}
