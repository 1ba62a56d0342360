import ByHand
import Core
import Numerics

/// One parameter raised a little, to try out what its gradient promises.
public struct Nudge: Sendable {
  public let parameter: String
  public let index: [Int]
  public let step: Double

  public init(_ parameter: String, _ index: [Int], by step: Double = 0.001) {
    self.parameter = parameter
    self.index = index
    self.step = step
  }
}

extension Trace {
  /// Does a pass again, under `nudged.`, with one parameter raised.
  public func nudged(_ nudge: Nudge, parameters: [String], _ pass: () -> Void) {
    let step = constant("nudge.step", nudge.step)
    for name in parameters where name != nudge.parameter {
      alias(recorded(name), as: "nudged.\(name)")
    }
    let old = recorded(nudge.parameter)
    let raised = self.pass("nudged.") {
      scalar("\(nudge.parameter).raised") { old[nudge.index] + step }
    }
    alias(old.replacing(nudge.index, with: raised), as: "nudged.\(nudge.parameter)")
    self.pass("nudged.", parameters: "nudged.") { pass() }
  }
}

extension Recorder<Double> {
  /// The same in the core.
  public func nudged<Model: Module<Double>>(
    _ nudge: Nudge, _ model: Model, _ pass: (inout Model) -> Void
  ) {
    record("nudge.step", Tensor(scalar: nudge.step))
    var model = model
    self.pass("nudged.") {
      model.forEachParameter { p in
        guard p.name == nudge.parameter else { return }
        let offset = zip(nudge.index, p.value.shape).reduce(0) { $0 * $1.1 + $1.0 }
        p.value.values[offset] += nudge.step
        record("\(p.name).raised", Tensor(scalar: p.value.values[offset]))
      }
      pass(&model)
    }
  }
}
