import ChapterKit
import Core
import Dataset
import Numerics

/// What lies where among the VAE's latents: all sprites, the straight line between two, and draws out of thin
/// air.
struct LatentSpace: Sendable {
  /// Every sprite's latents as the flow sees them.
  let latents: [[Double]]
  /// The deviation of all sprites' latents before they are scaled: of all together, and of each channel.
  let deviation: Double
  let channelDeviations: [Double]
  /// The two directions in which the latents differ most.
  let axes: Principal
  let walks: [Walk]
  let draws: [Drawn]

  /// From one sprite to another, an eighth of the way at a time.
  struct Walk: Sendable {
    /// What is mixed: as a clause, and as a name.
    let (says, mixed): (String, String)
    let pictures: [[Double]]
    /// How far from the nearest sprite: in the mean of both ends, and in the middle.
    let (atTheEnds, inTheMiddle): (Double, Double)

    init(_ says: String, _ mixed: String, _ pictures: [[Double]], _ judge: Judge) {
      (self.says, self.mixed, self.pictures) = (says, mixed, pictures)
      let (last, middle) = (pictures.count - 1, pictures.count / 2)
      atTheEnds = [judge.verdict(on: pictures[0]), judge.verdict(on: pictures[last])].meanDistance
      inTheMiddle = judge.verdict(on: pictures[middle]).distance
    }
  }

  /// What a decoder paints of standard normal latents.
  struct Drawn: Sendable {
    /// Whose decoder.
    let says: String
    let pictures: [[Double]]
    /// How far from the nearest sprite, in the mean.
    let distance: Double

    init(_ says: String, _ pictures: [[Double]], _ judge: Judge) {
      (self.says, self.pictures) = (says, pictures)
      distance = pictures.concurrentMap(judge.verdict).meanDistance
    }
  }

  /// From where to where the walks go, and how far at each step.
  static let ends = [
    Sprite(.cat, .white, .init(.big, .red)), Sprite(.dog, .brown, .init(.big, .blue)),
  ]
  static let shares = (0...8).map { Double($0) / 8 }
  /// How many draws are painted.
  static let drawn = 64

  /// The latents of one sprite, as the flow sees them.
  func latents(of sprite: Sprite) -> [Double] {
    guard let n = Sprite.all.firstIndex(of: sprite) else { stop("\(sprite.name) is no sprite") }
    return latents[n]
  }

  init(
    _ chapter: Chapter5, _ trained: TrainedModels, _ system: LatentSystem, _ judge: Judge
  ) throws {
    let means = Self.means(of: Sprite.all, by: system.vae)
    latents = system.scale.scaled(means).pictures
    deviation = Double(LatentScale(of: means).factor.values[0])
    channelDeviations = LatentScale(of: means, perChannel: true).factor.values.map { Double($0) }
    axes = Principal(of: latents, 2)
    let plain = try Self.plain(trained)
    walks = Self.walks(system.vae, plain.vae, judge)
    draws = Self.draws(chapter.common.random, system, plain, judge)
  }

  /// An autoencoder whose latents were never drawn.
  private static func plain(_ trained: TrainedModels) throws
    -> (vae: VAE<Float>, scale: LatentScale<Float>)
  {
    let factor = Float(try trained.number("plain_scale"))
    return (
      try trained.model("plain", VAE<Float>(Sizes.vae)),
      LatentScale(factor: Tensor(scalar: factor))
    )
  }

  /// The encoder's means of sprites, not scaled.
  private static func means(of sprites: [Sprite], by vae: VAE<Float>) -> Tensor<Float> {
    let edge = LatentSystem.edge
    // Some at a time: the layers keep of each what their way back would need.
    return Tensor(
      stacking: sprites.parts(of: 15).concurrentMap { part in
        var vae = vae
        let pixels = part.flatMap { $0.picture(edge: edge).pixels.map { Float($0) } }
        return vae.encode(Tensor([part.count, 3, edge, edge], pixels)).mean
      })
  }

  private static func walks(_ vae: VAE<Float>, _ plain: VAE<Float>, _ judge: Judge) -> [Walk] {
    let pixels = ends.map { $0.picture(edge: LatentSystem.edge).pixels }
    let mixed = shares.map { s in zip(pixels[0], pixels[1]).map { (1 - s) * $0 + s * $1 } }
    return [
      Walk("the pixels are mixed", "mixed pixels", mixed, judge),
      Walk(
        "the VAE's latents are mixed and painted", "the VAE's mixed latents", walk(by: vae), judge),
      Walk(
        "the same with a plain autoencoder (β = 0, nothing drawn)",
        "the plain autoencoder's mixed latents", walk(by: plain), judge),
    ]
  }

  /// Latents mixed and painted, from one end to the other.
  private static func walk(by vae: VAE<Float>) -> [[Double]] {
    let z = means(of: ends, by: vae)
    let (from, to) = (z.pictures[0], z.pictures[1])
    let mixed = shares.flatMap { s in
      zip(from, to).map { (a: Double, b: Double) -> Float in Float((1 - s) * a + s * b) }
    }
    var vae = vae
    return vae.decode(Tensor([shares.count] + z.shape.dropFirst(), mixed)).pictures
  }

  private static func draws(
    _ random: NamedRandom, _ system: LatentSystem,
    _ plain: (vae: VAE<Float>, scale: LatentScale<Float>), _ judge: Judge
  ) -> [Drawn] {
    let shape = [Sizes.flow.imageChannels, Sizes.flow.size, Sizes.flow.size]
    let z = VAEQuality.drawn(drawn, shape, random)
    var vae = plain.vae
    return [
      Drawn("the VAE", system.paint(z).pictures, judge),
      Drawn("the plain autoencoder", vae.decode(plain.scale.restored(z)).pictures, judge),
    ]
  }
}
