import Core
import Dataset
import Numerics

extension TinyShapes {
  /// The twelve pictures (12, 1, 4, 4).
  public static var family: Tensor<Double> {
    Tensor([all.count, 1, edge, edge], all.flatMap(\.pixels))
  }
}

/// What a judge says of some samples: how many are members of the family, and how far they are from
/// it on average, each with its standard error.
public struct SampleQuality: Sendable {
  public let share, shareError, distance, distanceError: Double

  /// - Parameter samples: (count, …) in the shape of the family's pictures.
  public init(_ samples: Tensor<Double>, judge: Judge) {
    let (count, size) = (samples.shape[0], samples.count / samples.shape[0])
    let verdicts = (0..<count).map { n in
      judge.verdict(on: Array(samples.values[n * size..<(n + 1) * size]))
    }
    let n = Double(count)
    let (share, distance) = (
      Double(verdicts.filter(\.isMember).count) / n, verdicts.reduce(0) { $0 + $1.distance } / n
    )
    let spread = verdicts.reduce(0) { $0 + ($1.distance - distance) * ($1.distance - distance) }
    (self.share, self.distance) = (share, distance)
    shareError = (share * (1 - share) / n).squareRoot()
    distanceError = (spread / n / (n - 1)).squareRoot()
  }

  /// `95.0 ± 1.5 %`
  public var members: String { "\((100 * share).fixed(1)) ± \((100 * shareError).fixed(1)) %" }
  /// `0.168 ± 0.011`
  public var away: String { "\(distance.fixed(3)) ± \(distanceError.fixed(3))" }
}
