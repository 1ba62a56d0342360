import Dataset
import Numerics

/// The random choices of the worked example, which both computations start from.
enum WorkedExample {
  /// The picture of the training step.
  static func picture(_ random: NamedRandom) -> Picture {
    TinyShapes.all[random["x0"].integer(0, below: TinyShapes.all.count)]
  }

  /// The time of the training step, between 0.25 and 0.75: far enough from both ends that data and
  /// noise are both visible.
  static func time(_ random: NamedRandom) -> Double {
    (0.25 + 0.5 * random["t"].uniform(0)).roundedToTwoDecimals
  }

  /// The 16 normal draws that sampling starts from, with two decimals.
  static func samplingNoise(_ random: NamedRandom) -> [Double] {
    (0..<16).map { random["sample"].normal($0).roundedToTwoDecimals }
  }
}
