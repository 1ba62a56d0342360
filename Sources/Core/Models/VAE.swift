import Numerics

/// A variational autoencoder: an encoder that squeezes a picture into a small grid of latent numbers,
/// each known only up to a normal distribution, and a decoder that paints the picture from them.
///
/// Kingma, Welling, "Auto-Encoding Variational Bayes", 2013; convolutional, for latent diffusion, as in
/// Rombach et al., "High-Resolution Image Synthesis with Latent Diffusion Models", 2022. There is no
/// attention and no adversarial loss.
package struct VAE<Element: RealNumber>: Module, Sendable {
  /// The sizes of a VAE. Level l = 0 … levels − 1 of the encoder halves the edges and has
  /// channels·2^l channels.
  package struct Configuration: Sendable, Equatable {
    /// Channels of a picture: 1 for grey, 3 for colours.
    package var imageChannels: Int
    /// Channels of a latent.
    package var latentChannels: Int
    /// Channels of the first level; each level below has twice as many.
    package var channels: Int
    /// How often the picture is halved.
    package var levels: Int
    /// Groups of each group norm; they divide all channel counts.
    package var groups: Int

    /// All sizes at once; see the properties.
    package init(
      imageChannels: Int, latentChannels: Int, channels: Int, levels: Int, groups: Int
    ) {
      self.imageChannels = imageChannels
      self.latentChannels = latentChannels
      self.channels = channels
      self.levels = levels
      self.groups = groups
    }

    /// How many pixels of an edge become one latent.
    package var reduction: Int { 1 << levels }

    func channels(ofLevel level: Int) -> Int { channels << max(0, level) }
  }

  /// The sizes that it was made with.
  package let configuration: Configuration
  private var encoder: [VAEStage<Element>] = []
  private var toLatent: Conv2d<Element>
  private var decoder: [VAEStage<Element>] = []
  private var toPicture: Conv2d<Element>
  /// Where the logarithm of a variance was not taken as it came.
  private var isHeld: [Bool] = []
  private var sampling = Reparameterization<Element>()
  private var mse = MeanSquaredError<Element>()
  private var kl = KL<Element>()
  private var beta: Element = 0

  /// All parameters are zeros until they are given values. There is at least one level.
  package init(_ configuration: Configuration) {
    self.configuration = configuration
    let (groups, top) = (configuration.groups, configuration.levels - 1)
    let (image, latent) = (configuration.imageChannels, configuration.latentChannels)
    var place = 0
    for l in 0...top {
      encoder.append(
        VAEStage(
          "encoder", from: place, l == 0 ? image : configuration.channels(ofLevel: l - 1),
          configuration.channels(ofLevel: l), stride: 2, groups: groups))
      place += encoder[l].length
    }
    let deepest = configuration.channels(ofLevel: top)
    toLatent = Conv2d("encoder.\(place)", deepest, 2 * latent)
    decoder = [VAEStage("decoder", from: 0, latent, deepest, groups: groups)]
    place = decoder[0].length
    for l in (0...top).reversed() {
      let stage = VAEStage<Element>(
        "decoder", from: place, configuration.channels(ofLevel: l),
        configuration.channels(ofLevel: l - 1), doubles: true, hasBlock: l > 0, groups: groups)
      decoder.append(stage)
      place += stage.length
    }
    toPicture = Conv2d("decoder.\(place)", configuration.channels, image)
  }

  /// Those of the encoder, then those of the decoder.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    for i in encoder.indices { try encoder[i].forEachParameter(body) }
    try toLatent.forEachParameter(body)
    for i in decoder.indices { try decoder[i].forEachParameter(body) }
    try toPicture.forEachParameter(body)
  }

  // excerpt VAE.forward
  /// Pictures (batch, channels, rows, columns) → two tensors (batch, latent channels, rows / 2^levels,
  /// columns / 2^levels). The edges must be divisible by 2^levels. The logarithm of the variance is held
  /// between −30 and 20, so that its exponential is neither 0 nor too large.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func encode(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (mean: Tensor<Element>, logvar: Tensor<Element>)
  {
    var h = x
    for i in encoder.indices { h = encoder[i].forward(h, recorder) }
    let (mean, free) = toLatent.forward(h, recorder).splitOnChannels(
      at: configuration.latentChannels)
    let logvar = free.map { min(max($0, -30), 20) }
    isHeld = zip(free.values, logvar.values).map { $0 != $1 }
    recorder?.record("logvar", logvar)
    return (mean, logvar)
  }

  /// Latents → pictures.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func decode(_ z: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    var h = z
    for i in decoder.indices { h = decoder[i].forward(h, recorder) }
    return toPicture.forward(h, recorder)
  }

  /// MSE + β·KL, with a draw of the latents between encoder and decoder; the noise has their shape.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func loss(
    _ x: Tensor<Element>, noise: Tensor<Element>, beta: Element,
    _ recorder: Recorder<Element>? = nil
  ) -> Element {
    self.beta = beta
    let (mean, logvar) = encode(x, recorder)
    let picture = decode(sampling.forward(mean, logvar, noise, recorder), recorder)
    let error = mse.forward(picture, x)
    let loss = beta * kl.forward(mean, logvar, recorder) + error
    recorder?.record("error", picture - x)
    recorder?.record("mse", Tensor(scalar: error))
    recorder?.recordConstant("beta", beta)
    recorder?.record("loss", Tensor(scalar: loss))
    return loss
  }
  // end excerpt

  // excerpt VAE.backward
  /// From the last loss to every parameter's gradient; returns those of the pictures and of the noise.
  /// A picture was read twice: by the encoder, and as the target.
  @discardableResult
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func backward(_ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, dNoise: Tensor<Element>)
  {
    let dError = mse.backward()
    var d = toPicture.backward(dError, recorder)
    for i in decoder.indices.reversed() { d = decoder[i].backward(d, recorder) }
    let drawn = sampling.backward(d, recorder)
    let far = kl.backward(beta, recorder)
    let dMean = drawn.dMean + far.dMean
    var dLogvar = drawn.dLogvar + far.dLogvar
    recorder?.recordGradient(of: "logvar", dLogvar)
    for i in isHeld.indices where isHeld[i] { dLogvar.values[i] = 0 }
    d = toLatent.backward(dMean.concatenatedOnChannels(with: dLogvar), recorder)
    for i in encoder.indices.reversed() { d = encoder[i].backward(d, recorder) }
    let dx = d - dError
    recorder?.recordGradient(of: "loss", Tensor(scalar: 1))
    recorder?.recordGradient(of: "mse", Tensor(scalar: 1))
    recorder?.recordGradient(of: "error", dError)
    recorder?.recordGradient(of: "eps", drawn.dNoise)
    recorder?.recordGradient(of: "x", dx)
    return (dx, drawn.dNoise)
  }
  // end excerpt
}
