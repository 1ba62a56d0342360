import ChapterKit
import Core
import Numerics

/// The tiny transformer trained on four sentences, from the start of the worked step.
struct TinyTraining: Sendable {
  static let (steps, learningRate) = (150, 0.01)
  /// The trained model with two decimals: what writing by hand uses.
  let rounded: LanguageModel<Double>

  init(_ chapter: Chapter6) {
    var model = chapter.model
    let (inputs, targets) = Tiny.batch(Tiny.all)
    let trainer = Trainer<Double>(steps: Self.steps, learningRate: Self.learningRate)
    _ = trainer.run(
      &model, progress: { _ in }, loss: { model, _ in model.addGradients(inputs, targets) })
    rounded = model.twoDecimals
  }
}
