import ByHand
import ChapterKit
import Core

/// The walk of the small painter once more in many short steps, from the same noise.
struct ManySteps {
  static let steps = 50
  /// How far its end lies from the worked one's: the root of the mean squared difference.
  let distance: Double
  /// How much each end still resembles the noise: the correlation of their numbers.
  let resemblance: (few: Double, many: Double)

  /// - Throws: `Failure.badData` if the models lack the small ones.
  init(_ chapter: Chapter4, _ run: Run, _ trained: TrainedModels) throws {
    var many = chapter
    many.asked.steps = Self.steps
    let recorder = Recorder<Double>()
    let (tower, painter) = try chapter.small(trained)
    CoreComputation(recorder: recorder, trace: run.trace, chapter: many).sample(tower, painter)
    let noise = run.trace.recorded("sample.noise").values
    let few = run.trace.recorded("step\(chapter.steps).x").values
    let end = recorder.recorded("step\(Self.steps).x").values
    let squares = zip(few, end).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    distance = (squares / Double(end.count)).squareRoot()
    resemblance = (Self.correlation(few, noise), Self.correlation(end, noise))
  }

  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let (p, q) = (Measured(a).mean, Measured(b).mean)
    func product(_ x: [Double], _ m: Double, _ y: [Double], _ n: Double) -> Double {
      zip(x, y).reduce(0) { $0 + ($1.0 - m) * ($1.1 - n) }
    }
    return product(a, p, b, q) / (product(a, p, a, p) * product(b, q, b, q)).squareRoot()
  }
}
