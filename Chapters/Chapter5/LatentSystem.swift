import ChapterKit
import Core
import Dataset
import Numerics

/// The whole system in the core: a text tower's words, a flow on latents, a decoder.
struct LatentSystem: Sendable {
  static let edge = 32

  let painter: Painter
  let vae: VAE<Float>
  let scale: LatentScale<Float>

  /// - Parameter words: Chapter 4's models, whose words the flow reads.
  init(_ trained: TrainedModels, words: TrainedModels) throws {
    let tower = try words.model("clip", Clip<Float>(.captions(isSmall: false))).text
    painter = Painter(try trained.model("flow", TextDiT<Float>(Large.flow)), tower: tower)
    vae = try trained.model("vae", VAE<Float>(Large.vae))
    scale = LatentScale(factor: Tensor(scalar: Float(trained.numbers("scale").first ?? 1)))
  }

  // excerpt LatentSystem
  /// The flow's latents (n, channels, rows, columns) painted: (n, 3, 32, 32).
  func paint(_ latents: Tensor<Float>) -> Tensor<Float> {
    var vae = vae
    return vae.decode(scale.restored(latents))
  }

  /// Pictures as the flow sees them: the encoder's means, scaled.
  func latents(of pictures: Tensor<Float>) -> Tensor<Float> {
    var vae = vae
    return scale.scaled(vae.encode(pictures).mean)
  }
  // end excerpt
}
