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
    let family = WorkedExample.family
    _ = trace.perfectField(
      x, t.scalars[0], rest: trace.recorded("one_minus_t").scalars[0],
      trace.given(.constant, "family", family.shape, family.values))
    oneNumber()
    trace.backward(from: loss(forward(x, t), velocity))
    trace.adamW(chapter.model.parameters.map(\.name), learningRate: chapter.learningRate)
    trace.clip(chapter.model.parameters.map(\.name), limit: WorkedExample.clippingLimit)
    twoSteps()
    threeAverages()
    trace.pass("second.", parameters: "updated.") { _ = loss(forward(x, t), velocity) }
    trace.nudged(WorkedExample.nudge, parameters: chapter.model.parameters.map(\.name)) {
      _ = loss(forward(x, t), velocity)
    }
  }

  // excerpt Chapter1.forward
  /// The predicted velocity at x (1, 4, 4) and time t.
  func forward(_ x: Grid, _ t: Grid) -> Grid {
    let e = embed(t)
    let skip = block("down1", trace.conv2d("conv_in", x), e)
    let small = trace.conv2d("down_conv1", skip, stride: 2)
    let middle = block("mid2", block("mid1", small, e), e)
    let grown = trace.convTranspose2d("up_conv1", middle)
    return convOut(block("up1", grown.stacked(on: skip), e))
  }

  private func block(_ name: String, _ x: Grid, _ e: Grid) -> Grid {
    trace.resBlock(name, x, e, groups: 1)
  }
  // end excerpt
}
