import Numerics

extension Trace {
  // excerpt ByHand.trainingStep
  /// One training step of any model: a pass to the loss, every gradient, AdamW; `second.`, the pass after
  /// it; and `nudged.`, a pass with one parameter raised a little.
  ///
  /// - Parameters:
  ///   - names: The model's parameters, which are recorded already.
  ///   - prefix: Stands before all names, where a trace holds more than one training step.
  ///   - nudge: Which parameter is raised in the third pass, and by how much.
  ///   - learningRate: AdamW's: about how far each parameter moves.
  ///   - loss: Forward to the loss, with the parameters of the present pass.
  package func trainingStep(
    of names: [String], prefix: String = "", nudge: Nudge, learningRate: Double,
    loss: () -> Scalar
  ) {
    trainingStep(of: names, prefix: prefix, nudge: nudge, loss: loss) {
      adamW(names, prefix: prefix, learningRate: learningRate)
    }
  }

  /// The same where more is done with the gradients.
  ///
  /// - Parameters:
  ///   - names: The model's parameters, which are recorded already.
  ///   - prefix: Stands before all names, where a trace holds more than one training step.
  ///   - nudge: Which parameter is raised in the third pass, and by how much.
  ///   - loss: Forward to the loss, with the parameters of the present pass.
  ///   - update: From the gradients `grad.…` to the parameters `updated.…`.
  package func trainingStep(
    of names: [String], prefix: String = "", nudge: Nudge, loss: () -> Scalar, update: () -> Void
  ) {
    backward(from: pass(prefix, parameters: prefix, loss))
    update()
    _ = pass("\(prefix)second.", parameters: "\(prefix)updated.", loss)
    nudged(nudge, prefix: prefix, parameters: names) { _ = loss() }
  }
  // end excerpt

  /// Does a pass again, under `nudged.`, with one parameter raised.
  ///
  /// - Parameters:
  ///   - nudge: Which parameter is raised, which entry of it, and by how much.
  ///   - prefix: Stands before all names, where a trace holds more than one training step.
  ///   - parameters: The names of all that the pass uses, without the prefix; the others keep their values.
  ///   - pass: Computes everything once more, up to the loss.
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
