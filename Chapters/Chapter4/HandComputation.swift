import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter by hand.
struct HandComputation {
  let trace: Trace
  let chapter: Chapter4

  private var sizes: TextDiT<Double>.Configuration { chapter.model.configuration }
  private var names: [String] { chapter.model.parameters.map(\.name) }

  func all(_ tower: Clip<Double>, _ trained: TextDiT<Double>) {
    trainTowers()
    for p in tower.text.parameters where p.name != "text_projection" {
      trace.given(.frozen, p.name, p.value.shape, p.value.values)
    }
    oneWordInTwoSentences()
    trainOneStep()
    trace.take(trained, prefix: "trained.")
    sample(chapter.prompt.ids)
    for walk in OtherWalk.all { sample(walk.ids, walk.prefix) }
  }

  /// Forward, the loss, every gradient, AdamW, and the loss after it.
  private func trainOneStep() {
    let example = WorkedCaption(random: chapter.common.random)
    trace.take(chapter.model)
    let x0 = trace.given(.data, "x0", [1, 3, 4, 4], example.pixels)
    let x1 = trace.given(.draw, "x1", [1, 3, 4, 4], example.noise)
    let t = trace.given(.data, "t", [1], [example.time])
    trace.given(.data, "tokens_of_caption", [example.ids.count], example.ids.map(Double.init))
    let words = trace.words([example.ids])
    let (x, velocity) = trace.flow(x0, x1, t)
    let isReal = [Prompt.isReal(example.ids)]
    trace.trainingStep(
      of: names, nudge: WorkedExample.nudge, learningRate: chapter.learningRate
    ) {
      trace.meanSquaredError(forward(x, t, trace.read(words, heads: sizes.heads), isReal), velocity)
    }
    trace.pass("swap.") {
      _ = trace.read(trace.words(WorkedExample.swappedIds), heads: sizes.heads)
    }
  }

  private func forward(_ x: Grid, _ t: Grid, _ z: Grid, _ isReal: [[Bool]]) -> Grid {
    trace.textDiT(
      x, t, z, isReal, features: sizes.features, heads: sizes.heads, patch: sizes.patch)
  }

  /// Euler's method, guided by a prompt, with trained parameters.
  private func sample(_ asked: [Int], _ prefix: String = "") {
    let example = WorkedCaption(random: chapter.common.random)
    let ids = [asked, Prompt.empty]
    let words = trace.pass("\(prefix)prompt.") { trace.words(ids) }
    let z = trace.pass("\(prefix)prompt.", parameters: "trained.") {
      trace.read(words, heads: sizes.heads)
    }
    let isReal = ids.map(Prompt.isReal)
    trace.sample(
      prefix, from: example.samplingNoise, [3, 4, 4], steps: chapter.steps,
      guidance: chapter.guidance
    ) { x, t in forward(x, t, z, isReal) }
  }
}
