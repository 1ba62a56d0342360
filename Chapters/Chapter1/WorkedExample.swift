import ChapterKit
import Core
import Dataset
import Numerics

/// The random choices of the worked example, which both computations start from.
enum WorkedExample {
  /// The picture of the training step.
  static func picture(_ random: NamedRandom) -> Picture {
    WorkedQuestion.picture(random)
  }

  /// The time of the training step, between 0.2 and 0.45: data and noise are both visible, and t is
  /// never equal to 1 − t.
  static func time(_ random: NamedRandom) -> Double {
    WorkedQuestion.time(random)
  }

  /// The twelve pictures (12, 1, 4, 4).
  static var family: Tensor<Double> { TinyShapes.family }

  /// The parameter whose gradient is tried out.
  static let nudge = Nudge("conv_in.weight", [1, 0, 0, 1])

  /// How long all gradients together may be, in the section on clipping.
  static let clippingLimit = 1.0

  /// Two numbers, and their gradients in two steps: one keeps its sign, the other turns round.
  static let twoSteps = (start: [0.5, -0.2], gradients: [[0.1, 0.02], [0.1, -0.03]])

  /// A parameter's start, and its values after three steps that do not agree.
  static let averaged = (start: 0.5, after: [0.62, 0.41, 0.58])

  /// Times at which the worked `x_t` is asked about besides its own: one at which several pictures might have
  /// led to it, and one at which hardly more than one can have.
  static let otherTimes: [(prefix: String, t: Double)] = [("undecided.", 0.9), ("decided.", 0.5)]

  /// Where we stand in the example with one number.
  static let oneNumber = (x: 0.3, t: 0.5)

  /// The 16 normal draws that sampling starts from, with two decimals.
  static func samplingNoise(_ random: NamedRandom) -> [Double] {
    WorkedQuestion.samplingNoise(random)
  }
}
