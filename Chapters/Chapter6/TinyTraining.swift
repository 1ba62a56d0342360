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

extension LanguageModel {
  // excerpt LanguageModel.addGradients
  /// The loss on some texts of one length; `share` of its gradients are added to the model's.
  ///
  /// - Parameter targets: The next token at each place, text after text; nil where there is none.
  mutating func addGradients(
    _ inputs: [[Int]], _ targets: [Int?], _ draws: Dropout<Element>.Draws? = nil,
    share: Element = 1
  ) -> Element {
    var loss = LanguageLoss<Element>()
    let value = loss.forward(forward(inputs, draws), targets)
    backward(share * loss.backward())
    return value
  }
  // end excerpt
}
