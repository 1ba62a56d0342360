import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// What was measured of a trained model on stories that it has never read.
struct TaleMeasures: Sendable {
  /// The mean negative log-likelihood of a token of the held-out stories.
  let loss: Double
  /// In the order of `TaleGoals.names`; none of a model that was not asked to write.
  let goals: [Double]

  /// Lets a model read the held-out stories, and go on with their beginnings.
  init(_ model: LanguageModel<Float>, _ tales: Tales, _ random: NamedRandom) {
    loss = TaleLoss.mean(model, TaleTokens(tales.heldOut, tales.pairs).tales)
    goals = TaleGoals(Writer(model, tales.pairs), tales, random).values
  }

  /// Of a model whose tokens see only themselves, which cannot tell a story.
  init(blind model: LanguageModel<Float>, _ tales: Tales) {
    loss = TaleLoss.mean(model, TaleTokens(tales.heldOut, tales.pairs).tales, window: 1)
    goals = []
  }

  /// As a training has kept it.
  ///
  /// - Throws: `Failure.badData` if it has not, or other numbers than these.
  init(_ name: String, _ trained: TrainedModels) throws {
    let numbers = try trained.fineNumbers("\(name) measured")
    guard [1, 1 + TaleGoals.names.count].contains(numbers.count) else {
      throw Failure.badData("the trained models: '\(name) measured' has \(numbers.count) numbers")
    }
    (loss, goals) = (numbers[0], Array(numbers.dropFirst()))
  }

  /// Keeps it beside the models.
  func add(_ name: String, to trained: inout TrainedModels) {
    trained.addFinely("\(name) measured", [loss] + goals)
  }

  /// One of the goals by its name; 0 for a model that was not asked to write.
  subscript(name: String) -> Double {
    zip(TaleGoals.names, goals).first { $0.0 == name }?.1 ?? 0
  }
}
