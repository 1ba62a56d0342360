import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter in the core: the same steps with tensors. It shares nothing with the work by hand
/// but the starting numbers, and the gradients that AdamW starts from.
struct CoreComputation {
  let recorder: Recorder<Double>
  /// For the gradients found by hand, and nothing else.
  let trace: Trace
  let chapter: Chapter4

  func all(_ tower: Clip<Double>, _ trained: TextDiT<Double>) {
    trainTowers()
    for p in tower.text.parameters where p.name != "text_projection" {
      recorder.record(p.name, p.value)
    }
    oneWordInTwoSentences(tower)
    trainOneStep(tower)
    recorder.take(trained, prefix: "trained.")
    sample(tower, trained, chapter.prompt.ids)
    for walk in OtherWalk.all { sample(tower, trained, walk.ids, walk.prefix) }
  }

  private func trainOneStep(_ tower: Clip<Double>) {
    let example = WorkedCaption(random: chapter.common.random)
    let x0 = Tensor([1, 3, 4, 4], example.pixels)
    let x1 = Tensor([1, 3, 4, 4], example.noise)
    let t = Tensor([1], [example.time])
    recorder.record("x0", x0)
    recorder.record("x1", x1)
    recorder.record("t", t)
    recorder.record(
      "tokens_of_caption", Tensor([example.ids.count], example.ids.map(Double.init)))
    var (text, model, flow) = (tower.text, chapter.model, Flow<Double>())
    let prompt = TextDiT<Double>.Prompt(
      words: text.embed([example.ids], recorder), isReal: [Prompt.isReal(example.ids)])
    let start = model
    let x = flow.interpolate(x0, x1, t, recorder)
    recorder.trainingStep(
      of: &model, learningRate: chapter.learningRate, gradients: trace.gradients(of: model),
      pass: { model in _ = flow.loss(model.forward(x, t, prompt, recorder), recorder) },
      backward: { model in flow.backward(&model, recorder) })
    recorder.nudged(WorkedExample.nudge, start) { model in
      _ = flow.loss(model.forward(x, t, prompt, recorder), recorder)
    }
    recorder.pass("swap.") {
      var model = start
      _ = model.read(text.embed(WorkedExample.swappedIds, recorder), recorder)
    }
  }

  private func sample(
    _ tower: Clip<Double>, _ trained: TextDiT<Double>, _ asked: [Int], _ prefix: String = ""
  ) {
    let example = WorkedCaption(random: chapter.common.random)
    let ids = [asked, Prompt.empty]
    var text = tower.text
    var both = TextDiT<Double>.Prompt(words: Tensor([0]), isReal: ids.map(Prompt.isReal))
    recorder.pass("\(prefix)prompt.") {
      both.words = text.embed(ids, recorder)
      both = trained.reading(both, recorder)
    }
    let guidance = Guidance(scale: chapter.guidance)
    recorder.sample(
      prefix, from: Tensor([1, 3, 4, 4], example.samplingNoise), steps: chapter.steps,
      guidance: chapter.guidance
    ) { x, t in guidance.velocity(of: trained, both: both, x, t, recorder) }
  }
}
