import ChapterKit
import Core
import Numerics

/// The same transformer, trained on its one sentence from the start of the worked step.
struct SentenceTraining: Sendable {
  let losses: [Double]
  let model: Gpt<Double>
  /// The trained parameters with two decimals: what generating by hand uses.
  var rounded: Gpt<Double> { model.twoDecimals }
  static let learningRate = 0.01

  init(_ chapter: Chapter0) {
    var model = chapter.model
    let trainer = Trainer<Double>(steps: chapter.trainingSteps, learningRate: Self.learningRate)
    losses = trainer.run(&model, progress: { _ in }, loss: { model, _ in chapter.loss(&model) })
    self.model = model
  }
}

extension Chapter0 {
  // excerpt Chapter0.gradients
  /// The sentence's loss; its gradients are added to the model's.
  fileprivate func loss(_ model: inout Gpt<Double>) -> Double {
    var entropy = CrossEntropy<Double>()
    let loss = entropy.forward(model.forward([inputs]), targets)
    model.backward(entropy.backward())
    return loss
  }
  // end excerpt
}
