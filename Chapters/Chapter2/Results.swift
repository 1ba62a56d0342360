import ChapterKit
import Core
import Dataset
import Terminal

/// All that the chapter has computed. Its pages read it.
struct Results {
  let run: Run
  let trained: TrainedModels
  let measured: Measurements
  /// Comparisons of trainings.
  let trials: Trials
  let digits: [(kind: DigitsModel, reading: DigitsReading, losses: [Double])]
  /// The trained transformer that walks, of two blocks.
  let deep: DiT<Double>
  /// The mean losses of equal parts of its training.
  let losses: [Double]
  /// Twelve samples on their way, in 32 Euler steps: 33 times (12, 1, 4, 4).
  let path: [Tensor<Double>]
  /// The factors of its first block's norms at the times 0, 0.02 … 1, feature by feature.
  let gains: (norm1: [[Double]], norm2: [[Double]])
  /// Where the walk by hand ends, and where other noises lead.
  let arrivals: Arrivals
  /// Other trainings' walks, and larger models'.
  let arrivalTrials: Trials
  let tryIt: TryIt

  init(_ chapter: Chapter2, _ trained: TrainedModels, _ console: Console) throws {
    let random = chapter.common.random
    self.trained = trained
    console.progress("one training step and \(chapter.steps) sampling steps by hand …")
    var other = chapter
    other.learningRate /= 10
    (run, tryIt) = try chapter.compared(with: other) { try $0.work(trained) }
    trials = try Trials(Comparisons.shapes, chapter: 2)
    measured = try Measurements(of: trained, random: random)
    console.progress(
      "\(DigitsReading.count) digits of each of \(DigitsModel.allCases.count) models …")
    digits = try DigitsReading.all(trained, random: random).map { kind, reading in
      (kind, reading, try trained.losses(kind.rawValue))
    }
    losses = try trained.losses(ShapesModel.deep.rawValue)
    deep = try trained.deep
    let model = deep
    let draws = random["samples"]
    let noise = Tensor<Double>([12, 1, 4, 4], normals: draws)
    path = Solver.euler.trajectory(from: noise, steps: 32, model.velocity)
    gains = (
      Self.gains(of: model, "blocks.0.norm1.gain"), Self.gains(of: model, "blocks.0.norm2.gain")
    )
    arrivalTrials = try Trials(Comparisons.arrivals, chapter: 2)
    arrivals = Arrivals(
      steps: chapter.steps, seed: random.seed, judge: Measurements.judge,
      velocity: model.twoDecimals.velocity)
  }

  private static func gains(of model: DiT<Double>, _ name: String) -> [[Double]] {
    (0...50).map { i in
      var copy = model
      let recorder = Recorder<Double>()
      _ = copy.forward(Tensor([1, 1, 4, 4]), Tensor([1], [Double(i) / 50]), recorder)
      return recorder.recorded(name).values
    }
  }
}
