import Core
import Dataset
import Numerics

/// How good samples of 4×4 pictures are: the share of them that are members of the family, and the mean
/// distance to it, each with its standard error.
struct Quality {
  let share, shareError, distance, distanceError: Double

  static let judge = Judge(of: TinyShapes.all)

  /// - Parameter samples: (count, 1, 4, 4), at least two.
  init(of samples: Tensor<Double>) {
    let count = Double(samples.shape[0])
    let verdicts = (0..<samples.shape[0]).map { n in
      Self.judge.verdict(on: Array(samples.values[n * 16..<(n + 1) * 16]))
    }
    let share = Double(verdicts.filter(\.isMember).count) / count
    let distance = verdicts.reduce(0) { $0 + $1.distance } / count
    let spread = verdicts.reduce(0) { $0 + ($1.distance - distance) * ($1.distance - distance) }
    self.share = share
    shareError = (share * (1 - share) / count).squareRoot()
    self.distance = distance
    distanceError = (spread / count / (count - 1)).squareRoot()
  }

  var members: String { "\((100 * share).fixed(1)) ± \((100 * shareError).fixed(1)) %" }
  var away: String { "\(distance.fixed(3)) ± \(distanceError.fixed(3))" }
}
