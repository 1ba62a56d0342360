import Core
import Dataset
import Numerics

extension TinyShapes {
  /// The twelve pictures (12, 1, 4, 4).
  package static var family: Tensor<Double> {
    Tensor([all.count, 1, edge, edge], all.flatMap(\.pixels))
  }
}

/// What a judge says of some samples: how many are members of the family, and how far they are from
/// it on average, each with its standard error.
package struct SampleQuality: Sendable {
  private let counted: Proportion
  private let far: Measured

  /// - Parameters:
  ///   - samples: (count, …) in the shape of the family's pictures.
  ///   - judge: Reads each sample: it knows the whole family.
  package init(_ samples: Tensor<Double>, judge: Judge) {
    let (count, size) = (samples.shape[0], samples.count / samples.shape[0])
    let verdicts = (0..<count).map { n in
      judge.verdict(on: Array(samples.values[n * size..<(n + 1) * size]))
    }
    counted = Proportion(verdicts.count(where: \.isMember), of: count)
    far = Measured(verdicts.map(\.distance))
  }

  /// Members of the family, from 0 (none) to 1 (all samples).
  package var share: Double { counted.value }
  /// The standard error of that share.
  package var shareError: Double { counted.error }
  /// The mean over the samples of the root mean square difference to the nearest member.
  package var distance: Double { far.mean }
  /// The standard error of that mean.
  package var distanceError: Double { far.error }
  /// `95.0 ± 1.5 %`
  package var members: String { counted.text }
  /// `0.168 ± 0.011`
  package var away: String { "\(distance.fixed(3)) ± \(distanceError.fixed(3))" }
}
