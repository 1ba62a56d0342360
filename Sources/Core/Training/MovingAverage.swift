import Numerics

/// The exponential moving average of a model's weights, which draws better samples than the weights
/// of any one step: θ̄ ← k·θ̄ + (1 − k)·θ after each step.
///
/// k rises with the number n of steps, k = min(k_max, (1 + n) / (10 + n)), so that the first weights
/// are soon forgotten. Polyak, Juditsky, "Acceleration of Stochastic Approximation by Averaging",
/// 1992; the rise of k as in TensorFlow's `ExponentialMovingAverage`.
package struct MovingAverage<Model: Module> {
  /// The model with averaged weights.
  package private(set) var model: Model
  private let most: Model.Element
  private var steps = 0

  /// Starts from the model's present weights.
  package init(of model: Model, decay most: Model.Element) {
    self.model = model
    self.most = most
  }

  /// Takes the place of an average that was interrupted after so many steps.
  mutating func resume(_ model: Model, after steps: Int) {
    self.model = model
    self.steps = steps
  }

  // excerpt MovingAverage
  /// θ̄ ← k·θ̄ + (1 − k)·θ
  package mutating func update(from other: Model, _ recorder: Recorder<Model.Element>? = nil) {
    steps += 1
    let kept = min(most, Model.Element(1 + steps) / Model.Element(10 + steps))
    recorder?.record("average.step", Tensor(scalar: Model.Element(steps)))
    recorder?.recordConstant("average.most", most)
    recorder?.record("average.kept", Tensor(scalar: kept))
    var news = other.parameters.makeIterator()
    model.forEachParameter { average in
      guard let new = news.next() else { return }
      average.value.mix(kept, with: new.value, 1 - kept)
      recorder?.record("average.\(average.name)", average.value)
    }
  }
  // end excerpt
}
