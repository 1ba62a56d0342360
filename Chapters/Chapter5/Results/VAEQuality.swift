import ChapterKit
import Core
import Dataset
import Numerics

/// How good a VAE is, on pictures that its training has never shown.
struct VAEQuality {
  /// The mean squared error of what is painted from the means, and the KL of a picture.
  let mse, kl: Double
  /// How much of what is painted is read as the sprite that it was.
  let read: Double
  /// Of pictures painted from standard normal latents: how far they are from the nearest sprite, in the mean.
  let holes: Double

  var numbers: [Double] { [mse, kl, read, holes] }
  /// What an experiment calls them.
  static let measures = ["error", "KL", "read", "holes"]

  /// - Parameter judge: Of the family at this edge.
  init(
    of vae: VAE<Float>, _ split: Split, random: NamedRandom, judge: Judge,
    edge: Int = LatentSystem.edge
  ) {
    let sprites = split.heldOut + split.never
    let again = Repainted(sprites, by: vae, edge: edge, judge: judge)
    (mse, kl, read) = (again.mse, again.kl, again.read)
    let (n, shape) = (64, again.latentShape)
    var vae = vae
    holes =
      vae.decode(Self.drawn(n, shape, random)).pictures
      .map { judge.verdict(on: $0).distance }.reduce(0, +) / Double(n)
  }

  /// Standard normal latents: the same ones for every VAE.
  static func drawn(_ n: Int, _ shape: [Int], _ random: NamedRandom) -> Tensor<Float> {
    Tensor([n] + shape, normals: random["holes"])
  }
}

/// Sprites, squeezed and painted again from the means.
struct Repainted {
  let originals, painted: [[Double]]
  /// What the judge reads of what was painted.
  let verdicts: [Judge.Verdict]
  /// What the judge takes for another sprite than it was.
  let misread: [(was: Sprite, read: String)]
  /// How much is read as the sprite that it was.
  var read: Double { Double(painted.count - misread.count) / Double(painted.count) }
  /// The mean squared error, and the KL of a picture.
  let mse, kl: Double
  /// Of one picture's latents: channels, rows, columns.
  let latentShape: [Int]

  /// - Parameter judge: Of the family at this edge.
  init(_ sprites: [Sprite], by vae: VAE<Float>, edge: Int, judge: Judge) {
    originals = sprites.map { $0.picture(edge: edge).pixels }
    // Some at a time: the layers keep of each what their way back would need.
    let parts = originals.parts(of: 15).concurrentMap { part in
      var vae = vae
      let x = Tensor([part.count, 3, edge, edge], part.flatMap { $0.map { Float($0) } })
      let (mean, logvar) = vae.encode(x)
      let again = vae.decode(mean)
      let error = again - x
      return (mean: mean, logvar: logvar, squares: error * error, painted: again.pictures)
    }
    painted = parts.flatMap(\.painted)
    latentShape = Array(parts[0].mean.shape.dropFirst())
    let squares = parts.reduce(Float(0)) { $1.squares.values.reduce($0, +) }
    mse = Double(squares) / Double(originals.reduce(0) { $0 + $1.count })
    var far = KL<Float>()
    kl = Double(
      far.forward(
        Tensor(stacking: parts.map(\.mean)), Tensor(stacking: parts.map(\.logvar))))
    verdicts = painted.concurrentMap(judge.verdict)
    misread = zip(sprites, verdicts).compactMap { sprite, verdict in
      let name = verdict.member.name
      return name == sprite.name ? nil : (sprite, name)
    }
  }
}
