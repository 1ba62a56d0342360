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
    sample()
  }

  /// The line of chapter 1, the forward pass, the loss, every gradient, AdamW, and the loss after it.
  private func trainOneStep() -> (x: Grid, t: Grid, velocity: Grid) {
    let random = chapter.common.random
    trace.take(chapter.model)
    let x0 = trace.given(.data, "x0", [1, 4, 4], WorkedQuestion.picture(random).pixels)
    let x1 = trace.given(.draw, "x1", [1, 4, 4], WorkedQuestion.noise(random))
    let t = trace.given(.data, "t", [], [WorkedQuestion.time(random)])
    let (x, velocity) = trace.flow(x0, x1, t)
    trace.backward(from: trace.meanSquaredError(forward(x, t), velocity))
    trace.adamW(names, learningRate: chapter.learningRate)
    trace.pass("second.", parameters: "updated.") {
      _ = trace.meanSquaredError(forward(x, t), velocity)
    }
    trace.nudged(WorkedExample.nudge, parameters: names) {
      _ = trace.meanSquaredError(forward(x, t), velocity)
    }
    return (x, t, velocity)
  }

  // excerpt Chapter2.forward
  /// The predicted velocity at x (1, 4, 4) and time t.
  func forward(_ x: Grid, _ t: Grid, hasPositions: Bool = true) -> Grid {
    let (d, p) = (sizes.features, sizes.patch)
    let embedded = trace.conv2d("patch_embed.proj", x, stride: p, padding: 0)
    let positions = hasPositions ? trace.positions2D(features: d, grid: sizes.grid) : nil
    let tokens = trace.tokens(embedded, positions: positions)
    let condition = trace.timeEmbedding("time_embed", t, features: d)
    let out = trace.ditBlock("blocks.0", tokens, condition, heads: sizes.heads)
    let rows = trace.linear("final_proj", trace.layerNorm("final_norm", out))
    return rows.unpatchified(channels: 1, size: sizes.size, patch: p)
  }
  // end excerpt

  /// Euler's method from noise (t = 1) to a picture (t = 0), with trained parameters.
  private func sample() {
    let (noise, steps) = (WorkedQuestion.samplingNoise(chapter.common.random), chapter.steps)
    var x = trace.given(.draw, "sample.noise", [1, 4, 4], noise)
    let dt = trace.constant("sample.dt", 1 / Double(steps))
    for n in 1...steps {
      x = trace.pass("step\(n).", parameters: "trained.") {
        let t = trace.given(.constant, "t", [], [Double(steps - n + 1) / Double(steps)])
        let velocity = forward(x, t)
        return trace.grid("x", x.shape) { i in minusProduct(x[i], dt, velocity[i]) }
      }
    }
  }
}
