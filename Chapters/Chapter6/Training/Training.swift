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
    var models = TrainedModels(steps: steps, precision: .brain)
    try addLarge(&models, progress)
    return models
  }

  private func addLarge(_ models: inout TrainedModels, _ progress: (Int) -> Void) throws {
    var model = LanguageModel<Float>(Large.model)
    model.initialize { StartingValues.small($0, random, prefix: "gpt.") }
    let training = LanguageTraining<Float>(random: random, steps: steps)
    let result = try training.run(
      model, stories.training, stories.validation, checkpoint: checkpoint, progress: progress)
    models.add("gpt", result.model, losses: result.losses)
    let rounded = { (x: Float) in Safetensors.Precision.brain.rounded(Double(x)) }
    models.add("gpt validation", result.validation.map(rounded))
    models.add("gpt lengths", result.lengths.map(rounded))
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
