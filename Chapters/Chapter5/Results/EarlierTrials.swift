import Numerics

/// What was measured with an earlier family of 144 sprites (four animals, four hat colours), and flows without a
/// block that reads the words. Each row is one training.
enum EarlierTrials {
  /// How many steps: of the VAEs with other βs, of the flows on latents, and of the one on pixels.
  static let steps = (vae: 1000, latents: 1500, pixels: 440)

  /// A VAE with some β: the mean squared error of what is painted from the means, how much of it is read right,
  /// the KL of a picture, and how far paintings of standard normal latents are from the nearest sprite.
  struct VAE {
    let beta, mse, read, kl, holes: Double
  }
  static let vaes = [
    VAE(beta: 0, mse: 0.0178, read: 0.98, kl: 0, holes: 0.51),
    VAE(beta: 5e-7, mse: 0.0181, read: 0.96, kl: 896, holes: 0.48),
    VAE(beta: 1e-5, mse: 0.0189, read: 0.98, kl: 400, holes: 0.41),
    VAE(beta: 1e-4, mse: 0.0308, read: 0.91, kl: 117, holes: 0.35),
    VAE(beta: 0.01, mse: 0.1328, read: 0.02, kl: 1.26, holes: 0.24),
  ]

  /// A flow: of 400 paintings each at w = 3, how many percent are as asked.
  struct Flow {
    let says: String
    let seen, heldOut, title: Double

    var row: [String] { [says] + [seen, heldOut, title].map { "\($0.fixed(1)) %" } }
  }
  static let latents = [
    Flow(says: "of the VAE, scaled", seen: 97.5, heldOut: 99.0, title: 86.2),
    Flow(says: "of the VAE, not scaled", seen: 97.5, heldOut: 99.0, title: 84.5),
    Flow(says: "of a plain autoencoder, scaled", seen: 97.2, heldOut: 97.2, title: 58.2),
  ]
  static let atEqualCost = [
    Flow(says: "on latents", seen: 97.5, heldOut: 99.0, title: 86.2),
    Flow(says: "on pixels", seen: 31.5, heldOut: 34.5, title: 5.5),
  ]

  static let about =
    "(These were run with an earlier family of 144 sprites, four animals and four hat colours, and flows without a block that reads the words; their numbers are noted here. Each row is one training, and from start to start such a share can move by ten points and more.)"
}
