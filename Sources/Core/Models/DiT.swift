import Numerics

/// A diffusion transformer: the picture's patches are the tokens, the time steers every norm, and the
/// last layer turns each token back into the velocity of its patch.
///
/// Peebles, Xie, "Scalable Diffusion Models with Transformers", 2022.
package struct DiT<Element: RealNumber>: ClassModel, Sendable {
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
    /// What the time is multiplied by before its sines and cosines are taken.
    package var timeScale: Double = 1
    /// How the time reaches the patches.
    package var conditioning = Conditioning.adaptive
    /// Whether patches are told where they are.
    package var hasPositions = true
    /// How many classes can be asked for.
    package var classes = 0

    /// The sizes at once; time scale, conditioning, positions and classes can be set afterwards.
    package init(
      size: Int, patch: Int, imageChannels: Int, features: Int, heads: Int, hidden: Int, layers: Int
    ) {
      self.size = size
      self.patch = patch
      self.imageChannels = imageChannels
      self.features = features
      self.heads = heads
      self.hidden = hidden
      self.layers = layers
    }

    /// Patches along an edge.
    package var grid: Int { size / patch }
  }

  /// Ways to tell the patches the time.
  package enum Conditioning: Sendable {
    /// It makes the scales and shifts of all norms.
    case adaptive
    /// It is added to every patch once, at the start.
    case added
    /// It is written behind every patch once, at the start, and a linear layer mixes the two.
    case concatenated
  }

  /// The sizes that it was made with.
  package let configuration: Configuration
  /// How many classes can be asked for.
  package var classCount: Int { configuration.classes }
  private let patches: Patches
  private let positions: Positions2D<Element>
  private var embed: Conv2d<Element>
  private var time: TimeEmbedding<Element>
  private var classes: ClassEmbedding<Element>?
  private var join: Linear<Element>?
  private var blocks: [DiTBlock<Element>]
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
    time = TimeEmbedding(
      "time_embed", features: d, scale: Element(configuration.timeScale))
    classes =
      configuration.classes > 0 ? ClassEmbedding(classes: configuration.classes, features: d) : nil
    join = configuration.conditioning == .concatenated ? Linear("join", 2 * d, d) : nil
    blocks = (0..<configuration.layers).map {
      DiTBlock(
        "blocks.\($0)", features: d, heads: configuration.heads,
        condition: configuration.conditioning == .adaptive ? d : 0, hidden: configuration.hidden)
    }
    norm = LayerNorm("final_norm", features: d)
    projection = Linear("final_proj", d, p * p * configuration.imageChannels)
  }

  /// Patches, time, classes (if there are any), the layer that joins (if there is one), blocks, norm,
  /// projection.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try embed.forEachParameter(body)
    try time.forEachParameter(body)
    try classes?.forEachParameter(body)
    try join?.forEachParameter(body)
    for i in blocks.indices { try blocks[i].forEachParameter(body) }
    try norm.forEachParameter(body)
    try projection.forEachParameter(body)
  }

  // excerpt DiT.forward
  /// The predicted velocity at x and t: x (batch, channels, size, size), t (batch); labels, if any, one for
  /// each entry.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(
    _ x: Tensor<Element>, _ t: Tensor<Element>, _ labels: [Int],
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let embedded = embed.forward(x, recorder).featuresLast()
    var tokens = configuration.hasPositions ? embedded.addingToEach(positions.codes) : embedded
    if let recorder, configuration.hasPositions {
      positions.record(to: recorder)
      recorder.record("tokens", tokens)
    }
    var condition = time.forward(t, recorder)
    condition = classes?.forward(condition, labels, recorder) ?? condition
    let conditioned: Tensor<Element>
    (tokens, conditioned) = tell(tokens, condition)
    for i in blocks.indices { tokens = blocks[i].forward(tokens, conditioned, recorder) }
    let rows = projection.forward(norm.forward(tokens, recorder), recorder)
    return patches.pictures(x.shape, from: rows)
  }
  // end excerpt

  /// The tokens that enter the blocks, and what the blocks' norms are told.
  private mutating func tell(_ tokens: Tensor<Element>, _ condition: Tensor<Element>)
    -> (tokens: Tensor<Element>, conditioned: Tensor<Element>)
  {
    let nothing = Tensor<Element>([tokens.shape[0], 0])
    switch configuration.conditioning {
    case .adaptive: return (tokens, condition)
    case .added: return (tokens + condition.repeated(tokens.shape[1]), nothing)
    case .concatenated:
      let both = tokens.rows.concatenatedOnChannels(
        with: condition.repeated(tokens.shape[1]).rows)
      return ((join?.forward(both) ?? both).reshaped(tokens.shape), nothing)
    }
  }

  // excerpt DiT.backward
  /// Adds to every parameter's gradient; returns the gradients of x and t. Every block read the
  /// condition, so its gradients are added up.
  @discardableResult
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, dt: Tensor<Element>)
  {
    var d = norm.backward(projection.backward(patches.rows(of: dy), recorder), recorder)
    var dCondition = Tensor<Element>([dy.shape[0], configuration.features])
    for i in blocks.indices.reversed() {
      let (dx, more) = blocks[i].backward(d, recorder)
      d = dx
      if configuration.conditioning == .adaptive { dCondition += more }
    }
    d = untell(d, &dCondition)
    if configuration.hasPositions { recorder?.recordGradient(of: "tokens", d) }
    classes?.backward(dCondition, recorder)
    let dt = time.backward(dCondition, recorder)
    let grid = configuration.grid
    let shape = [dy.shape[0], configuration.features, grid, grid]
    let dx = embed.backward(Patches(edge: 1).pictures(shape, from: d), recorder)
    return (dx, dt)
  }
  // end excerpt

  /// Back through `tell`: adds the condition's gradient, and returns that of the tokens.
  private mutating func untell(_ d: Tensor<Element>, _ dCondition: inout Tensor<Element>)
    -> Tensor<Element>
  {
    switch configuration.conditioning {
    case .adaptive: return d
    case .added:
      dCondition += d.summedOverPositions()
      return d
    case .concatenated:
      let both = join?.backward(d.rows) ?? d.rows
      let (dTokens, dTold) = both.splitOnChannels(at: configuration.features)
      dCondition += dTold.reshaped(d.shape).summedOverPositions()
      return dTokens.reshaped(d.shape)
    }
  }
}
