import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter by hand. Steps that a page explains stand in that page's file; this is their order.
struct HandComputation {
  let trace: Trace
  let chapter: Chapter1

  /// Noise, the line, the forward pass, the loss, every gradient, AdamW, and the loss after it.
  func trainOneStep() {
    trace.take(chapter.model)
    let (x0, x1, t) = (picture(), noise(), time())
    let x = line(x0, x1, t.scalars[0])
    let velocity = target(x0, x1)
    let family = trace.given(
      .constant, "family", WorkedExample.family.shape, WorkedExample.family.values)
    _ = trace.perfectField(
      x, t.scalars[0], rest: trace.recorded("one_minus_t").scalars[0], family)
    atOtherTimes(x, family)
    oneNumber()
    let names = chapter.model.parameters.map(\.name)
    trace.trainingStep(of: names, nudge: WorkedExample.nudge) {
      loss(forward(x, t), velocity)
    } update: {
      trace.adamW(names, learningRate: chapter.learningRate)
      trace.clip(names, limit: WorkedExample.clippingLimit)
      twoSteps()
      threeAverages()
    }
  }

  /// The predicted velocity at x (1, 4, 4) and time t.
  func forward(_ x: Grid, _ t: Grid) -> Grid {
    let sizes = chapter.model.configuration
    return trace.unet(x, t, timeFeatures: sizes.timeFeatures, groups: sizes.groups)
  }
}
