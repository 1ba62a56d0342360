import ByHand
import ChapterKit
import Core
import Numerics

/// The chapter in the core: the same steps with tensors. It looks at the trace only for the gradients found
/// by hand, from which clipping and AdamW start.
struct CoreComputation {
  let recorder: Recorder<Double>
  let trace: Trace
  let chapter: Chapter6
  let trained: LanguageModel<Double>
  /// The model that repeats, two decimals.
  let copy: LanguageModel<Double>
  /// A look at a story.
  let look: HatLook

  func all() {
    merges()
    positions()
    trainOneStep()
    perplexity()
    clipFive()
    decay()
    schedule()
    sampling()
    writing()
    interpretability()
    lookBack()
  }

  func trainOneStep() {
    let (inputs, targets) = Tiny.batch(Tiny.sentences)
    var (model, loss) = (chapter.model, LanguageLoss<Double>())
    recorder.take(model)
    recorder.record(
      "tokens", Tensor([inputs.count, inputs[0].count], inputs.joined().map(Double.init)))
    pass(&model, &loss, inputs, targets)
    gradients(&model, loss, inputs, targets)
    let byHand = trace.gradients(of: model)
    model.forEachParameter { $0.gradient = byHand[$0.name] ?? $0.gradient }
    model.clipGradients(toNorm: Tiny.clipping, recorder)
    var optimizer = AdamW<Double>(learningRate: chapter.learningRate, decaysMatricesOnly: true)
    optimizer.update(&model, recorder)
    recorder.pass("second.") { pass(&model, &loss, inputs, targets) }
    recorder.nudged(chapter.nudge, chapter.model) { pass(&$0, &loss, inputs, targets) }
  }

  /// Forward to the loss, with the dropout masks of step 0.
  ///
  /// - Parameter text: Which of the batch's texts it is, where it is only one.
  private func pass(
    _ model: inout LanguageModel<Double>, _ loss: inout LanguageLoss<Double>, _ inputs: [[Int]],
    _ targets: [Int?], text: Int = 0
  ) {
    let draws = Dropout<Double>.Draws(chapter.common.random, step: text)
    _ = loss.forward(model.forward(inputs, draws, recorder), targets, recorder)
  }

  /// Every gradient of the pass before, and the same in two parts.
  private func gradients(
    _ model: inout LanguageModel<Double>, _ loss: LanguageLoss<Double>, _ inputs: [[Int]],
    _ targets: [Int?]
  ) {
    model.backward(loss.backward(recorder), recorder)
    for p in model.parameters { recorder.recordGradient(of: p.name, p.gradient) }
    let places = inputs[0].count
    let parts = inputs.indices.map { Array(targets[$0 * places..<($0 + 1) * places]) }
    let counts = parts.map { Double($0.compactMap { $0 }.count) }
    let weights = counts.map { $0 / (counts[0] + counts[1]) }
    recorder.record("accumulate.count", Tensor([2], counts))
    recorder.record("accumulate.all", Tensor(scalar: counts[0] + counts[1]))
    recorder.record("accumulate.weight", Tensor([2], weights))
    for n in inputs.indices {
      var (model, loss) = (chapter.model, LanguageLoss<Double>())
      recorder.pass("part\(n + 1).", gradients: "micro\(n + 1)") {
        pass(&model, &loss, [inputs[n]], parts[n], text: n)
        model.backward(loss.backward(recorder), recorder)
      }
      recorder.pass("", gradients: "micro\(n + 1)") {
        for p in model.parameters { recorder.recordGradient(of: p.name, p.gradient) }
      }
    }
    // From the gradients by hand, as AdamW's step is: so the averages must be equal to the last bit.
    for p in model.parameters {
      let (one, two) = (trace.recorded("micro1.\(p.name)"), trace.recorded("micro2.\(p.name)"))
      let sum = zip(one.values, two.values).map { weights[0] * $0 + weights[1] * $1 }
      recorder.record("accumulated.\(p.name)", Tensor(p.value.shape, sum))
    }
  }
}
