import ChapterKit
import Core
import Dataset
import Numerics

/// Sprites that training has never shown, squeezed and painted again by the VAE and by one for pictures half
/// as large.
struct UnseenSprites: Sendable {
  let sprites: [Sprite]
  let large, half: Repainted
  /// How many parameters each VAE has.
  let parameters: (large: Int, half: Int)
  /// Which of the sprites a page shows: some that were held out, and some cats with a tiny hat.
  let shown: [Int]

  static let halfEdge = 16

  /// - Parameter judge: Of the large pictures.
  init(_ trained: TrainedModels, _ system: LatentSystem, _ judge: Judge) throws {
    let (split, edge) = (trained.split, Self.halfEdge)
    let vae = try trained.model("vae16", VAE<Float>(Sizes.vae))
    sprites = split.heldOut + split.never
    shown =
      Array(split.heldOut.indices.prefix(6))
      + split.never.indices.prefix(4).map { split.heldOut.count + $0 }
    large = Repainted(sprites, by: system.vae, edge: LatentSystem.edge, judge: judge)
    half = Repainted(
      sprites, by: vae, edge: edge, judge: Judge(of: Sprite.family(edge: edge)))
    parameters = (system.vae.parameterCount, vae.parameterCount)
  }
}
