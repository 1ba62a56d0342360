import ChapterKit
import Core
import Dataset
import Numerics

/// The choices of the worked example, which both computations start from.
struct WorkedExample: Sendable {
  /// The sprite of both training steps, and what is said of it.
  let sprite: Sprite
  let caption: String
  let ids: [Int]
  private let random: NamedRandom

  init(random: NamedRandom) {
    self.random = random
    let seen = Split(random: random).seen
    sprite = seen[random["x0"].integer(0, below: seen.count)]
    caption = Caption(whole: sprite).text()
    ids = (try? Vocabulary.captions.padded(caption)) ?? []
  }

  private func drawn(_ name: String, _ count: Int) -> [Double] {
    (0..<count).map { random[name].normal($0).roundedToTwoDecimals }
  }

  /// 4×4 pixels in three colours, two decimals.
  var pixels: [Double] { sprite.picture(edge: 4).pixels.map(\.roundedToTwoDecimals) }
  /// The VAE's draw, the flow's noise, and the noise that sampling starts from: a number for each latent.
  var eps: [Double] { drawn("eps", 8) }
  var noise: [Double] { drawn("x1", 8) }
  var samplingNoise: [Double] { drawn("sample", 8) }
  var time: Double { WorkedQuestion.time(random) }

  /// How much the KL weighs.
  static let beta = 0.01

  /// The parameter whose gradient is tried out: how strongly red speaks in the encoder's first kernel, at
  /// its middle.
  static let nudge = Nudge("encoder.0.weight", [0, 0, 1, 1])
  /// The same in the flow on latents: how strongly latent channel 1 becomes feature 3.
  static let flowNudge = Nudge("patch_embed.proj.weight", [3, 1, 0, 0])

  /// Five normal distributions by their mean and deviation: how far are they from the standard one?
  static let distributions = [(0.0, 1.0), (1, 1), (0, 0.5), (0, 2), (2, 0.5)]
}
