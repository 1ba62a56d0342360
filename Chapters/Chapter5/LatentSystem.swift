import ChapterKit
import Core
import Dataset
import Numerics

/// The whole system in the core: words, a flow on latents that reads them, a decoder.
struct LatentSystem: Sendable {
  static let edge = 32

  let painter: Painter
  let vae: VAE<Float>
  let scale: LatentScale<Float>

  init(_ trained: TrainedModels) throws {
    painter = Painter(try trained.model("flow", Reader<Float>(Large.flow)))
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
