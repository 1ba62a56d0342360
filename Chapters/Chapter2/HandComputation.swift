import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter by hand. Steps that a page explains stand in that page's file; this is their order.
struct HandComputation {
  let trace: Trace
  let chapter: Chapter2

  var sizes: DiT<Double>.Configuration { chapter.model.configuration }
  private var names: [String] { chapter.model.parameters.map(\.name) }

  func all(_ trained: DiT<Double>) {
    let (x, t, velocity) = trainOneStep()
    patchesAsRows(x)
    comparePositions()
    swapPatches(t)
    threeWays()
    measureReach()
    zeroStart(x, t, velocity)
    openGate()
    trace.take(trained, prefix: "trained.")
    earlyAndLate()
    sample(blocks: trained.configuration.layers)
  }

  /// The line of chapter 1, the forward pass, the loss, every gradient, AdamW, and the loss after it.
  private func trainOneStep() -> (x: Grid, t: Grid, velocity: Grid) {
    let random = chapter.common.random
    trace.take(chapter.model)
    let x0 = trace.given(.data, "x0", [1, 4, 4], WorkedQuestion.picture(random).pixels)
    let x1 = trace.given(.draw, "x1", [1, 4, 4], WorkedQuestion.noise(random))
    let t = trace.given(.data, "t", [], [WorkedQuestion.time(random)])
    let (x, velocity) = trace.flow(x0, x1, t)
    trace.trainingStep(
      of: names, nudge: WorkedExample.nudge, learningRate: chapter.learningRate
    ) { trace.meanSquaredError(forward(x, t), velocity) }
    return (x, t, velocity)
  }

  /// The predicted velocity at x (1, 4, 4) and time t.
  func forward(_ x: Grid, _ t: Grid, blocks: Int = 1, hasPositions: Bool = true) -> Grid {
    trace.dit(
      x, t, features: sizes.features, heads: sizes.heads, patch: sizes.patch, blocks: blocks,
      hasPositions: hasPositions)
  }

  /// Euler's method from noise (t = 1) to a picture (t = 0), with trained parameters.
  private func sample(blocks: Int) {
    let noise = WorkedQuestion.samplingNoise(chapter.common.random)
    trace.sample(from: noise, [1, 4, 4], steps: chapter.steps) { x, t in
      forward(x, t, blocks: blocks)
    }
  }
}
