import ByHand
import Core
import Numerics

/// One parameter raised a little, to try out what its gradient promises.
package struct Nudge: Sendable {
  package let parameter: String
  package let index: [Int]
  package let step: Double

  package init(_ parameter: String, _ index: [Int], by step: Double = 0.001) {
    self.parameter = parameter
    self.index = index
    self.step = step
  }
}

extension Trace {
  /// Does a pass again, under `nudged.`, with one parameter raised.
  ///
  /// - Parameter prefix: Stands before all names, where a trace holds more than one training step.
  package func nudged(
    _ nudge: Nudge, prefix: String = "", parameters: [String], _ pass: () -> Void
  ) {
    let nudged = "\(prefix)nudged."
    let step = constant("\(prefix)nudge.step", nudge.step)
    for name in parameters where name != nudge.parameter {
      alias(recorded(prefix + name), as: nudged + name)
    }
    let old = recorded(prefix + nudge.parameter)
    let raised = self.pass(nudged) {
      scalar("\(nudge.parameter).raised") { old[nudge.index] + step }
    }
    alias(old.replacing(nudge.index, with: raised), as: nudged + nudge.parameter)
    self.pass(nudged, parameters: nudged) { pass() }
  }
}

extension Recorder<Double> {
  /// The same in the core.
  package func nudged<Model: Module<Double>>(
    _ nudge: Nudge, prefix: String = "", _ model: Model, _ pass: (inout Model) -> Void
  ) {
    record("\(prefix)nudge.step", Tensor(scalar: nudge.step))
    var model = model
    self.pass("\(prefix)nudged.") {
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
