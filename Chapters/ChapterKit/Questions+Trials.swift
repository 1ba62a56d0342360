import Core
import Dataset
import Numerics

extension Questions {
  /// What an experiment measures of a model of the twelve shapes: the share of its samples that are members and
  /// their mean distance, in 32 Euler steps; the share in 4; by how much the mean loss lies above the best
  /// possible one, and the same by fifths of t.
  package func measures(
    of model: some ClassModel<Double>, samples: Int, judge: Judge, _ random: NamedRandom
  ) -> [Double] {
    let draws = random["samples"]
    let noise = Tensor<Double>([samples, 1, 4, 4], normals: draws)
    func quality(_ steps: Int) -> SampleQuality {
      SampleQuality(
        Solver.euler.trajectory(from: noise, steps: steps, model.velocity)[steps], judge: judge)
    }
    let (fine, coarse) = (quality(32), quality(4))
    let missing = missing(of: model).map(\.mean)
    return [fine.share, fine.distance, coarse.share, missing.reduce(0, +) / 5] + missing
  }
}
