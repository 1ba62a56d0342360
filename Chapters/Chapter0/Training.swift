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
    losses = trainer.run(&model, progress: { _ in }) { model, _ in
      // excerpt SentenceTraining.loss
      var entropy = CrossEntropy<Double>()
      let loss = entropy.forward(model.forward([chapter.inputs]), chapter.targets)
      model.backward(entropy.backward())
      // end excerpt
      return loss
    }
    self.model = model
  }
}
