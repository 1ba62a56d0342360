import ByHand
import Dataset
import Numerics

/// The chapter by hand. Each step stands in the file of the page that explains it; this is their
/// order.
final class HandComputation {
  let trace: Trace
  let settings: Settings
  /// The name that parameters have at the moment: `updated.`, `trained.` or nothing in front.
  var parameterPrefix = ""
  let epsilon: Scalar
  let one: Scalar

  init(_ trace: Trace, _ settings: Settings) {
    self.trace = trace
    self.settings = settings
    one = trace.constant("one", 1)
    epsilon = trace.constant("norm.epsilon", 1e-5)
    for p in settings.parameters {
      trace.given(.parameter, p.name, p.value.shape, p.value.values)
    }
  }

  func parameter(_ name: String) -> Grid { recorded(parameterPrefix + name) }

  func recorded(_ name: String) -> Grid {
    guard let grid = trace[name] else { preconditionFailure("\(name) is not recorded yet") }
    return grid
  }

  /// Noise, the line, the forward pass, the loss, every gradient, AdamW, and the loss after it.
  func trainOneStep() {
    let x0 = picture()
    let x1 = noise()
    let t = time()
    let x = line(x0, x1, t)
    let velocity = target(x0, x1)
    let before = loss(forward(x, t), velocity)
    trace.backward(from: before)
    update()
    parameterPrefix = "updated."
    trace.prefix = "second."
    _ = loss(forward(x, t), velocity)
    trace.prefix = ""
  }

  /// The predicted velocity at x (1, 4, 4) and time t.
  func forward(_ x: Grid, _ t: Scalar) -> Grid {
    let e = embed(t)
    let skip = block("down1", convIn(x), e)
    let middle = block("mid2", block("mid1", downConv(skip), e), e)
    let up = block("up1", upConv(middle).stacked(on: skip, as: "up1.in"), e)
    return convOut(up)
  }

  func block(_ name: String, _ x: Grid, _ e: Grid) -> Grid {
    trace.resBlock(name, x, e, groups: 1, epsilon: epsilon, parameter)
  }
}
