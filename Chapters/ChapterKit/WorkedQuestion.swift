import Dataset
import Numerics

/// The question about a tiny shape that the training step by hand asks, the same in all chapters that
/// draw tiny shapes: a picture, noise, a time; and the noise that sampling by hand starts from.
package enum WorkedQuestion {
  /// The picture of the training step.
  package static func picture(_ random: NamedRandom) -> Picture {
    TinyShapes.all[random["x0"].integer(0, below: TinyShapes.all.count)]
  }

  /// 16 normal draws, with two decimals.
  package static func noise(_ random: NamedRandom) -> [Double] {
    (0..<16).map { random["x1"].normal($0).roundedToTwoDecimals }
  }

  /// The time, between 0.2 and 0.45: data and noise are both visible, and t is never equal to 1 − t.
  package static func time(_ random: NamedRandom) -> Double {
    (0.2 + 0.25 * random["t"].uniform(0)).roundedToTwoDecimals
  }

  /// The 16 normal draws that sampling starts from, with two decimals.
  package static func samplingNoise(_ random: NamedRandom) -> [Double] {
    (0..<16).map { random["sample"].normal($0).roundedToTwoDecimals }
  }
}
