import ChapterKit
import Core
import Numerics
import Terminal

/// The trained model that repeats, and what was seen of it on its way.
struct CopyModel: Sendable {
  let model: LanguageModel<Double>
  let losses: [Double]
  /// At the start, and after each interval of steps.
  let looks: [String: [Double]]
  /// How many steps it was trained, and how many lie between two looks.
  let (steps, interval): (Int, Int)
  /// With two decimals: what is worked by hand.
  var rounded: LanguageModel<Double> { model.twoDecimals }

  /// - Throws: `Failure.badData` if the file holds another model.
  init(_ models: TrainedModels) throws {
    model = try models.model("copy", LanguageModel<Double>(Sizes.copy))
    losses = try models.losses("copy")
    let names = InductionTraining.Look.values.map(\.name)
    looks = Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try models.fineNumbers("copy \($0)")) })
    (steps, interval) = InductionTraining.share(of: Training.little(models.steps))
    guard looks.values.allSatisfy({ $0.count == InductionTraining.looks + 1 }) else {
      throw Failure.badData("the trained models lack what was seen of 'copy'")
    }
  }
}
