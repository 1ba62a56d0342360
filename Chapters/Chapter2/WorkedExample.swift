import ChapterKit
import Core
import Dataset
import Numerics

/// The choices of the worked example, which both computations start from.
enum WorkedExample {
  /// The parameter whose gradient is tried out.
  static let nudge = Nudge("patch_embed.proj.weight", [3, 0, 0, 1])

  /// Two pictures that are the same patches in another order.
  static let swapped = (TinyShapes.all[8], TinyShapes.all[11])

  /// An early and a late time, to see what the norms' scales and shifts make of them.
  static let times: [(prefix: String, t: Double)] = [("early.", 0.1), ("late.", 0.9)]

  /// A branch behind a gate: two numbers in, two out, and what should come of them.
  static let gate = (x: [0.5, -0.3], weight: [0.4, 0.1, -0.2, 0.6], target: [0.8, 0.1])

  /// A picture of 8×8 to see how far layers look, and three kernels for it.
  static func reachPicture(_ random: NamedRandom) -> [Double] {
    (0..<64).map { random["reach"].normal($0).roundedToTwoDecimals }
  }
  static func reachKernel(_ layer: Int, _ random: NamedRandom) -> [Double] {
    (0..<9).map { random["reach.conv\(layer)"].normal($0).roundedToTwoDecimals }
  }
  /// The pixel in the middle of it.
  static let centre = [0, 4, 4]

  /// A linear layer that mixes a patch with the time written behind it: (8, 16).
  static func join(_ random: NamedRandom) -> Linear<Double> {
    var join = Linear<Double>("ways.join", 16, 8)
    join.initialize { StartingValues.readable($0, random) }
    return join
  }
}
