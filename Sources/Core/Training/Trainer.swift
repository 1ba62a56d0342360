import Numerics

/// Trains any model: measures a loss and its gradients, clips, steps, averages; again and again.
///
/// It knows neither pictures nor words: the caller's closure runs the model on a batch of its own.
package struct Trainer<Element: RealNumber>: Sendable {
  /// How many updates there are.
  package var steps: Int
  /// The largest learning rate.
  package var learningRate: Double
  /// How the learning rate goes.
  package var schedule: Schedule
  /// AdamW's.
  package var weightDecay: Double
  /// Whether only matrices and tables decay.
  package var decaysMatricesOnly: Bool
  /// The joint length that all gradients together may have.
  package var clipping: Element?
  /// How much of the averaged weights a step keeps at the most; without it there is no average.
  package var averaging: Element?

  /// All settings at once; see the properties.
  package init(
    steps: Int, learningRate: Double, schedule: Schedule = .constant, weightDecay: Double = 0.01,
    decaysMatricesOnly: Bool = false, clipping: Element? = nil, averaging: Element? = nil
  ) {
    self.steps = steps
    self.learningRate = learningRate
    self.schedule = schedule
    self.weightDecay = weightDecay
    self.decaysMatricesOnly = decaysMatricesOnly
    self.clipping = clipping
    self.averaging = averaging
  }

  /// - Parameters:
  ///   - model: The model; afterwards trained, or, with `averaging`, its average over the steps.
  ///   - progress: Called with the number of steps done. What it throws ends the training.
  ///   - loss: Step number n, n = 0, 1, 2, …: draws its batch, and adds to the gradients, which are
  ///     zero before. Returns the loss.
  /// - Returns: The loss of each step, measured before its update.
  package func run<Model: Module<Element>>(
    _ model: inout Model, progress: (Int) throws -> Void,
    loss: (inout Model, Int) throws -> Element
  ) rethrows -> [Element] {
    var state = start(model)
    try run(&state, progress: { try progress($0.losses.count) }, loss: loss)
    model = state.result
    return state.losses
  }

  /// A training that has not done a step yet.
  package func start<Model: Module<Element>>(_ model: Model) -> TrainingState<Model> {
    TrainingState(
      model: model,
      optimizer: AdamW(
        learningRate: Element(learningRate), weightDecay: Element(weightDecay),
        decaysMatricesOnly: decaysMatricesOnly),
      average: averaging.map { MovingAverage(of: model, decay: $0) })
  }

  /// Goes on from where a training stands, to its end.
  ///
  /// - Parameters:
  ///   - state: Where the training stands: at its start, or where a file has kept it; afterwards at its end.
  ///   - progress: Called with the state after each step. What it throws ends the training.
  ///   - loss: As above.
  package func run<Model: Module<Element>>(
    _ state: inout TrainingState<Model>, progress: (TrainingState<Model>) throws -> Void,
    loss: (inout Model, Int) throws -> Element
  ) rethrows {
    _ = Memory.isReused
    while state.losses.count < steps {
      try advance(&state, loss)
      try progress(state)
    }
  }

  private func advance<Model: Module<Element>>(
    _ state: inout TrainingState<Model>, _ loss: (inout Model, Int) throws -> Element
  ) rethrows {
    let step = state.losses.count
    state.optimizer.learningRate = Element(learningRate * schedule.share(at: step, of: steps))
    // excerpt Trainer.step
    state.model.zeroGradients()
    state.losses.append(try loss(&state.model, step))
    if let clipping { state.lengths.append(state.model.clipGradients(toNorm: clipping)) }
    state.optimizer.update(&state.model)
    state.average?.update(from: state.model)
    // end excerpt
  }
}
