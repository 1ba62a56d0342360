import ChapterKit
import Numerics

/// The choices of the worked example, which both computations start from.
enum WorkedExample {
  /// How much the KL weighs.
  static let beta = 0.01

  /// The parameter whose gradient is tried out: how strongly red speaks in the encoder's first kernel, at
  /// its middle.
  static let nudge = Nudge("encoder.0.weight", [0, 0, 1, 1])
  /// The same in the flow on latents: how strongly latent channel 1 becomes feature 3.
  static let flowNudge = Nudge("patch_embed.proj.weight", [3, 1, 0, 0])

  /// Five normal distributions by their mean and deviation: how far are they from the standard one?
  static let distributions = [(0.0, 1.0), (1, 1), (0, 0.5), (0, 2), (2, 0.5)]

  /// A picture of one number, and bell curves that its latent may have: a standard one, one that is nearly
  /// sure of the picture, and one that is nearly right.
  static let oneNumber = OneNumber(x: 1.2, s2: 0.5, guesses: [(0, 1), (1.2, 0.01), (0.7, 0.4)])
}

extension WorkedCaption {
  /// The VAE's draw, the flow's noise, and the noise that sampling starts from: a number for each latent.
  var eps: [Double] { drawn("eps", 8) }
  var noise: [Double] { drawn("x1", 8) }
  var samplingNoise: [Double] { drawn("sample", 8) }
}
