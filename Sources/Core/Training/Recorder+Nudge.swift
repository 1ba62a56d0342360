import Numerics

extension Recorder {
  /// Does a pass again, under `nudged.`, with one parameter raised.
  ///
  /// - Parameters:
  ///   - nudge: Which parameter is raised, which entry of it, and by how much.
  ///   - prefix: Stands before all names, where more than one training step is recorded.
  ///   - model: As it was before the step; a copy of it is changed.
  ///   - pass: Forward to the loss, with the raised parameter.
  package func nudged<Model: Module<Element>>(
    _ nudge: Nudge, prefix: String = "", _ model: Model, _ pass: (inout Model) -> Void
  ) {
    let step = Element(nudge.step)
    record("\(prefix)nudge.step", Tensor(scalar: step))
    var model = model
    self.pass("\(prefix)nudged.") {
      model.forEachParameter { p in
        guard p.name == nudge.parameter else { return }
        let offset = zip(nudge.index, p.value.shape).reduce(0) { $0 * $1.1 + $1.0 }
        p.value.values[offset] += step
        record("\(p.name).raised", Tensor(scalar: p.value.values[offset]))
      }
      pass(&model)
    }
  }
}
