import ByHand
import Numerics
import Walkthrough

/// Promise beside reality: what gradients said a change would do to the loss, and what it did.
extension Page {
  /// The sum over all parameters of gradient × movement.
  ///
  /// - Parameters:
  ///   - parameters: The names of those that the step moves, without the prefix.
  ///   - prefix: Stands before all names, where a trace holds more than one training step.
  package func promised(_ parameters: [String], prefix: String = "") -> Double {
    parameters.reduce(0.0) { sum, name in
      let (old, new) = (grid(prefix + name).values, grid("\(prefix)updated.\(name)").values)
      let g = gradient(prefix + name).values
      return old.indices.reduce(sum) { $0 + g[$1] * (new[$1] - old[$1]) }
    }
  }

  private func losses(_ prefix: String, after pass: String) -> (before: Double, after: Double) {
    (grid("\(prefix)loss").values[0], grid("\(prefix)\(pass)loss").values[0])
  }

  /// The loss before and after the step, in a sentence.
  package func lossAfterStep(prefix: String = "") {
    let (before, after) = losses(prefix, after: "second.")
    let share = (100 * (before - after).magnitude / before).fixed(1)
    text(
      "The loss \(after < before ? "fell" : "rose") from **\(before.shown)** to **\(after.shown)**: \(share) % \(after < before ? "less" : "more") after one step."
    )
  }

  /// The question that closes a page on the second forward pass, with its answer.
  package func keptPromise(_ parameters: [String], prefix: String = "") -> (
    question: String, answer: String
  ) {
    let (before, after) = losses(prefix, after: "second.")
    let (change, promised) = (after - before, promised(parameters, prefix: prefix))
    return (
      "How does the real change compare with the predicted one?",
      promised == 0
        ? "No change was predicted, and the loss changed by \(change.shown)."
        : "Predicted: \(promised.shown). Real: \(change.shown), which is \((change / promised).fixed(2)) times as much."
    )
  }

  /// What the gradients promised of the whole step, and what it did.
  package func promise(_ parameters: [String], prefix: String = "") {
    let (before, after) = losses(prefix, after: "second.")
    let promised = promised(parameters, prefix: prefix)
    section("What the gradients predicted")
    text(
      """
      If every slope stayed what it was, the loss would change by the sum over all parameters of gradient × movement:
      **\(promised.shown)**. In fact it changed by **\((after - before).shown)**. Slopes change along the way: the loss
      is curved. With a smaller learning rate the two come closer (try it: \(link("try-it"))).
      """)
  }

  /// One parameter nudged, everything else as it was, and the pass done again under `nudged.`.
  package func nudge(_ parameter: Scalar, by step: Double, prefix: String = "") {
    let (before, after) = losses(prefix, after: "nudged.")
    let slope = trace.gradient(of: parameter.id)
    let name = names.entry(parameter.id, of: trace)
    section("Check one gradient")
    text(
      """
      Is a gradient right? Try it: raise `\(name)` alone from \(parameter.value.shown) by \(step.shown), and run forward
      again, by hand. Its gradient is \(slope.shown), so the loss should change by about
      \(step.shown)·\(slope.shownAsTerm).
      """)
    var table = Table(["", "loss"], left: [0])
    table.add(["before", before.fixed(9)])
    table.add(["after", after.fixed(9)])
    table.add(["it changed by", (after - before).scientific(digits: 5)])
    table.add(["the gradient predicted", (step * slope).scientific(digits: 5)])
    text(table.markdown)
    text(
      "The two differ by \(((after - before) - step * slope).scientific(digits: 2)): the loss is curved, and the step is not infinitely small. (The numbers of this pass are in the trace under `\(prefix)nudged.`.)"
    )
    check(prefix: "\(prefix)nudged.")
  }
}
