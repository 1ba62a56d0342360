import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

/// The chapter's computation, done twice: one training step, the forward pass after it, and the
/// sentence generated with trained weights.
struct WorkedRun {
  let trace: Trace
  let twins: Twins
  /// The tokens that the trained model generated, from [BOS] on.
  let generated: [Int]

  init(_ settings: Settings, trained: Gpt<Double>) {
    trace = Trace()
    let hand = HandComputation(trace, settings)
    hand.trainOneStep()
    generated = hand.generate(
      trained.parameters.map { ($0.name, $0.value.shape, $0.value.values) })
    let core = CoreComputation(settings)
    let trace = trace
    let updated = settings.parameters.map { p in
      (p.name, Tensor(p.value.shape, trace["updated.\(p.name)"]?.values ?? []))
    }
    core.trainOneStep(continuingFrom: Dictionary(uniqueKeysWithValues: updated))
    core.generate(trained)
    twins = ChapterFiles.twins(trace, core.recorder)
  }
}
