import Core
import Dataset
import Numerics

/// The chapter in the core: the same steps with tensors. It shares nothing with the work by hand
/// but the starting numbers.
struct CoreComputation {
  let recorder: Recorder<Double>
  let chapter: Chapter0

  /// - Parameter gradients: What AdamW starts from, so that all that follows can be compared to the
  ///   last bit.
  func trainOneStep(gradients: [String: Tensor<Double>]) {
    let (inputs, targets) = (chapter.inputs, chapter.targets)
    recorder.record("tokens", Tensor([inputs.count], inputs.map(Double.init)))
    recorder.record("targets", Tensor([targets.count], targets.map(Double.init)))
    var (model, loss) = (chapter.model, CrossEntropy<Double>())
    recorder.trainingStep(
      of: &model, learningRate: chapter.learningRate, gradients: gradients,
      pass: { model in _ = loss.forward(model.forward([inputs], recorder), targets, recorder) },
      backward: { model in model.backward(loss.backward(recorder), recorder) })
    recorder.nudged(chapter.nudge, chapter.model) { model in
      _ = loss.forward(model.forward([inputs], recorder), targets, recorder)
    }
  }

  func generate(_ trained: Gpt<Double>) {
    var (model, ids) = (trained, [Vocabulary.begin])
    recorder.take(trained, prefix: "trained.")
    while ids.count <= Sizes.byHand.length, ids.last != Vocabulary.end {
      recorder.pass("gen\(ids.count).") {
        let logits = model.forward([ids], recorder)
        var softmax = Softmax<Double>()
        let words = logits.shape[2]
        let next = softmax.forward(Tensor([words], Array(logits.values.suffix(words))))
        recorder.record("next", next)
        ids.append(next.values.indices.max { next.values[$0] < next.values[$1] } ?? 0)
      }
    }
  }
}
