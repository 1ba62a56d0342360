import ChapterKit
import Core
import Numerics

/// Trains everything that the chapter needs.
struct Training: Sendable {
  let random: NamedRandom
  /// The most that the large model is trained; all others get their share of it.
  let steps: Int
  /// Where the large model's training is kept on its way.
  let checkpoint: TrainingFile?
  let stories: Stories

  func all(progress: (Int) -> Void) throws -> TrainedModels {
    var models = TrainedModels(steps: steps, seed: random.seed, precision: .bfloat16)
    try addLarge(&models, progress)
    try addPositions(&models)
    InductionTraining.add(to: &models, random: random, steps: steps)
    return models
  }

  private func addLarge(_ models: inout TrainedModels, _ progress: (Int) -> Void) throws {
    var model = LanguageModel<Float>(Sizes.writer)
    model.initialize { StartingValues.small($0, random, prefix: "gpt.") }
    let training = LanguageTraining(random: random, steps: steps)
    let result = try training.run(
      model, stories.training, stories.validation, checkpoint: checkpoint, progress: progress)
    models.add("gpt", result.model, losses: result.losses)
    models.addFinely("gpt validation", result.validation.map { Double($0) })
    models.addFinely("gpt lengths", result.lengths.map { Double($0) })
  }
}

extension Training {
  /// What is trained to be asked about longer texts: small models that know their places in three ways.
  static let asked: [LanguageModel<Float>.Positions] = [.learned, .rotary, .alibi, .none]
  /// The window of their training, and those that they are asked about.
  static let (short, lengths) = (16, [16, 32, 64])

  /// The loss of each of them on the held-out stories, in windows of each length; of two trainings that differ in
  /// their draws.
  private func addPositions(_ models: inout TrainedModels) throws {
    for positions in Self.asked {
      var losses: [Double] = []
      for trial in 0..<2 {
        var model = LanguageModel<Float>(Sizes.longTexts(positions))
        let prefix = "positions\(trial)."
        model.initialize { StartingValues.small($0, random, prefix: prefix) }
        var training = LanguageTraining(random: random, steps: steps)
        (training.prefix, training.window, training.windows) = (prefix, Self.short, 32)
        let result = try training.run(model, stories.training, stories.validation)
        losses += Self.lengths.map { length in
          Double(training.loss(result.model, stories.validation, window: length))
        }
      }
      models.addFinely("positions \(positions.rawValue)", losses)
    }
  }
}

extension StartingValues {
  /// GPT-2's start: weights and tables normal with a deviation of 0.02, scales 1, all others 0.
  static func small<Element>(
    _ parameter: Parameter<Element>, _ random: NamedRandom, prefix: String, deviation: Double = 0.02
  ) -> [Element] {
    let draws = random[prefix + parameter.name]
    return (0..<parameter.value.count).map { i in
      switch parameter.role {
      case .weight, .table: Element(deviation * draws.normal(i))
      case .scale: 1
      case .bias, .shift: 0
      }
    }
  }
}
