import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// The chapter's computation, done twice: one training step, the forward pass after it, and
/// sampling with trained weights.
struct WorkedRun {
  let trace: Trace
  let twins: Twins

  init(_ settings: Settings, trained: UNet<Double>) {
    let trace = Trace()
    self.trace = trace
    let hand = HandComputation(trace, settings)
    let trainedParameters = trained.parameters.map {
      ($0.name, $0.value.shape, $0.value.values)
    }
    hand.trainOneStep()
    hand.sample(trainedParameters)
    let core = CoreComputation(settings)
    let updated = settings.parameters.map { p in
      (p.name, Tensor(p.value.shape, trace["updated.\(p.name)"]?.values ?? []))
    }
    core.trainOneStep(continuingFrom: Dictionary(uniqueKeysWithValues: updated))
    core.sample(trained)
    twins = ChapterFiles.twins(trace, core.recorder)
  }
}
