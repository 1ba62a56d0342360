import Numerics

/// A small U-Net: down to smaller, deeper pictures, through the middle, and up again, with a skip
/// from each level of the way down to the same level of the way up.
///
/// Ronneberger, Fischer, Brox, "U-Net", 2015; told the time as in Ho, Jain, Abbeel, "Denoising
/// Diffusion Probabilistic Models", 2020.
package struct UNet<Element: RealNumber>: ClassModel, Sendable {
  /// The sizes of a U-Net. Level l = 1 … levels has channels·2^(l−1) channels, and half the edge
  /// of the level before.
  package struct Configuration: Sendable, Equatable {
    /// Channels of a picture: 1 for grey, 3 for colours.
    package var imageChannels: Int
    /// Channels of the first level; each level below has twice as many.
    package var channels: Int
    /// Features of the time that every block is told.
    package var timeFeatures: Int
    /// What t is multiplied by before it becomes waves.
    package var timeScale: Double
    /// How often the picture is halved.
    package var levels: Int
    /// Groups of each group norm; they divide all channel counts.
    package var groups: Int
    /// How many classes can be asked for.
    package var classes = 0

    /// The sizes at once; classes can be set afterwards.
    package init(
      imageChannels: Int, channels: Int, timeFeatures: Int, timeScale: Double = 1, levels: Int,
      groups: Int
    ) {
      self.imageChannels = imageChannels
      self.channels = channels
      self.timeFeatures = timeFeatures
      self.timeScale = timeScale
      self.levels = levels
      self.groups = groups
    }

    func channels(ofLevel level: Int) -> Int { channels << max(0, level - 1) }
  }

  /// One level: on the way down a block and a halving, on the way up a doubling and a block.
  private struct Level: Module, Sendable {
    var down: ResBlock<Element>
    var downConv: Conv2d<Element>
    var upConv: ConvTranspose2d<Element>
    var up: ResBlock<Element>
    let channels: Int

    mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows {
      try down.forEachParameter(body)
      try downConv.forEachParameter(body)
      try upConv.forEachParameter(body)
      try up.forEachParameter(body)
    }
  }

  /// The sizes that it was made with.
  package let configuration: Configuration
  /// How many classes can be asked for.
  package var classCount: Int { configuration.classes }
  private var time: Sinusoidal<Element>
  private var time1: Linear<Element>
  private var time2: Pointwise<SiLU, Element>
  private var time3: Linear<Element>
  private var classes: ClassEmbedding<Element>?
  private var convIn: Conv2d<Element>
  private var levels: [Level]
  private var mid1: ResBlock<Element>
  private var mid2: ResBlock<Element>
  private var norm: GroupNorm<Element>
  private var activation: Pointwise<SiLU, Element>
  private var convOut: Conv2d<Element>

  /// All parameters are zeros until they are given values.
  package init(_ configuration: Configuration) {
    self.configuration = configuration
    let (c, t, groups) = (configuration.channels, configuration.timeFeatures, configuration.groups)
    time = Sinusoidal("time_embed.0", features: t, scale: Element(configuration.timeScale))
    time1 = Linear("time_embed.1", t, t)
    time2 = Pointwise("time_embed.2")
    time3 = Linear("time_embed.3", t, t)
    classes =
      configuration.classes > 0
      ? ClassEmbedding(classes: configuration.classes, features: t) : nil
    convIn = Conv2d("conv_in", configuration.imageChannels, c)
    func block(_ name: String, _ inputs: Int, _ outputs: Int) -> ResBlock<Element> {
      ResBlock(name, inputs, outputs, timeFeatures: t, groups: groups)
    }
    levels = (1...configuration.levels).map { l in
      let (before, here) = (
        configuration.channels(ofLevel: l - 1), configuration.channels(ofLevel: l)
      )
      return Level(
        down: block("down\(l)", before, here),
        downConv: Conv2d("down_conv\(l)", here, here, stride: 2),
        upConv: ConvTranspose2d("up_conv\(l)", here, here), up: block("up\(l)", 2 * here, before),
        channels: here)
    }
    let deepest = configuration.channels(ofLevel: configuration.levels)
    mid1 = block("mid1", deepest, deepest)
    mid2 = block("mid2", deepest, deepest)
    norm = GroupNorm("conv_out.0", groups: groups, channels: c)
    activation = Pointwise("conv_out.1")
    convOut = Conv2d("conv_out.2", c, configuration.imageChannels)
  }

  /// Time, classes (if there are any), first convolution; each level's way down and way up together;
  /// the middle, norm, last convolution.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try time1.forEachParameter(body)
    try time3.forEachParameter(body)
    try classes?.forEachParameter(body)
    try convIn.forEachParameter(body)
    for l in levels.indices { try levels[l].forEachParameter(body) }
    try mid1.forEachParameter(body)
    try mid2.forEachParameter(body)
    try norm.forEachParameter(body)
    try convOut.forEachParameter(body)
  }

  // excerpt UNet.forward
  /// The predicted velocity at x and t: x (batch, channels, rows, columns), t (batch); labels, if any, one
  /// for each entry.
  /// The edges must be divisible by 2^levels.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(
    _ x: Tensor<Element>, _ t: Tensor<Element>, _ labels: [Int],
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let sines = time.forward(t, recorder)
    var e = time3.forward(time2.forward(time1.forward(sines, recorder), recorder), recorder)
    e = classes?.forward(e, labels, recorder) ?? e
    var h = convIn.forward(x, recorder)
    var skips: [Tensor<Element>] = []
    for l in levels.indices {
      skips.append(levels[l].down.forward(h, e, recorder))
      h = levels[l].downConv.forward(skips[l], recorder)
    }
    h = mid2.forward(mid1.forward(h, e, recorder), e, recorder)
    for l in levels.indices.reversed() {
      let grown = levels[l].upConv.forward(h, recorder)
      h = levels[l].up.forward(grown.concatenatedOnChannels(with: skips[l]), e, recorder)
    }
    return convOut.forward(activation.forward(norm.forward(h, recorder), recorder), recorder)
  }
  // end excerpt

  // excerpt UNet.backward
  /// Adds to every parameter's gradient; returns the gradients of x and t. A skip was read twice,
  /// so its gradient is the sum of two; e was read by every block.
  @discardableResult
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, dt: Tensor<Element>)
  {
    var d = norm.backward(activation.backward(convOut.backward(dy, recorder), recorder), recorder)
    var de = Tensor<Element>([dy.shape[0], configuration.timeFeatures])
    func through(_ block: inout ResBlock<Element>, _ d: Tensor<Element>) -> Tensor<Element> {
      let (dx, more) = block.backward(d, recorder)
      if let more { de += more }
      return dx
    }
    var dSkips: [Tensor<Element>] = []
    for l in levels.indices {
      let (dGrown, dSkip) = through(&levels[l].up, d).splitOnChannels(at: levels[l].channels)
      dSkips.append(dSkip)
      d = levels[l].upConv.backward(dGrown, recorder)
    }
    d = through(&mid1, through(&mid2, d))
    for l in levels.indices.reversed() {
      let dSkip = levels[l].downConv.backward(d, recorder) + dSkips[l]
      d = through(&levels[l].down, dSkip)
    }
    let dx = convIn.backward(d, recorder)
    classes?.backward(de, recorder)
    let dSines = time1.backward(time2.backward(time3.backward(de, recorder), recorder), recorder)
    return (dx, time.backward(dSines, recorder))
  }
  // end excerpt
}
