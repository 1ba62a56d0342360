import ChapterKit
import Core
import Numerics

/// Trains a model of language on a text, until the text that is kept from it gets no better.
struct LanguageTraining: Sendable {
  let random: NamedRandom
  let steps: Int
  /// Put before the names of all draws.
  var prefix = "gpt."
  var rate = 0.003
  /// Windows of a micro-batch, and micro-batches of a step.
  var windows = 8
  var parts = 2
  var window = Sizes.window
  /// Where windows may begin; anywhere if nil.
  var starts: [Int]?
  /// Steps over which the rate is raised.
  var warmUp: Int
  var weightDecay = 0.1
  /// The longest gradient that is left as it is.
  var clipping: Float? = 1
  /// How many steps lie between two looks at the text that is kept from training, and how many looks
  /// without a better loss end it.
  var interval = 25
  var patience = 12

  init(random: NamedRandom, steps: Int) {
    (self.random, self.steps) = (random, steps)
    warmUp = min(100, max(1, steps / 10))
  }

  /// What a training has given.
  struct Result {
    /// At its lowest loss on the text that is kept from it.
    var model: LanguageModel<Float>
    /// Of each step: the loss on its batch, and the gradient's length before clipping.
    var losses, lengths: [Float]
    /// After each `interval` steps, and at the end.
    var validation: [Float]
  }

  /// Thrown inside a training to end it.
  private struct Enough: Error {}

  // excerpt LanguageTraining.run
  /// - Parameters:
  ///   - look: The loss on the text that is kept from training.
  ///   - checkpoint: Where the training is kept on its way, and gone on with if it is there.
  ///   - progress: Called with the number of steps done. What it throws ends the training.
  func run(
    _ model: LanguageModel<Float>, _ training: [Int], look: (LanguageModel<Float>) -> Float,
    checkpoint: TrainingFile? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws -> Result {
    var state = trainer.start(model)
    var watch = Watch(best: model)
    if let checkpoint { try resume(&state, &watch, checkpoint) }
    do {
      try trainer.run(
        &state,
        progress: { state in
          let step = state.losses.count
          if step % interval == 0 { watch.look(state.model, look(state.model)) }
          if step % TrainingFile.interval == 0 { try checkpoint?.keep(state, also: watch.tensors) }
          try progress(step)
          if watch.sinceBest >= patience { throw Enough() }
        },
        loss: { model, step in batch(&model, step, training) })
      if state.losses.count % interval != 0 {
        watch.look(state.model, look(state.model))
      }
    } catch is Enough {}
    return Result(
      model: watch.best, losses: state.losses, lengths: state.lengths, validation: watch.losses)
  }

  /// One step's gradients, from several micro-batches.
  private func batch(_ model: inout LanguageModel<Float>, _ step: Int, _ text: [Int]) -> Float {
    let share = 1 / Float(parts)
    return (0..<parts).reduce(0) { sum, part in
      let (n, draws) = (step * parts + part, random["\(prefix)start"])
      let windows = (n * windows..<(n + 1) * windows).map { i -> ArraySlice<Int> in
        let start = begin(draws, i, text.count - window)
        return text[start...start + window]
      }
      let loss = model.addGradients(
        windows.map { Array($0.dropLast()) }, windows.flatMap { $0.dropFirst() },
        .init(random, step: n), share: share)
      return sum + share * loss
    }
  }
  // end excerpt

  /// Where window i begins: anywhere before `last`, or at one of the starts if they are given.
  private func begin(_ draws: NamedRandom.Draws, _ i: Int, _ last: Int) -> Int {
    guard let starts else { return draws.integer(i, below: last) }
    return starts[draws.integer(i, below: starts.count)]
  }

  /// The same, watched on a text in windows one after the other.
  func run(
    _ model: LanguageModel<Float>, _ training: [Int], _ validation: [Int],
    checkpoint: TrainingFile? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws -> Result {
    try run(
      model, training, look: { loss($0, validation) }, checkpoint: checkpoint, progress: progress)
  }

  var trainer: Trainer<Float> {
    Trainer(
      steps: steps, learningRate: rate, schedule: .cosine(warmUp: warmUp),
      weightDecay: weightDecay, decaysMatricesOnly: true, clipping: clipping)
  }

  /// The mean loss on a text, in windows one after the other.
  func loss(_ model: LanguageModel<Float>, _ text: [Int], window: Int? = nil) -> Float {
    let window = window ?? self.window
    let starts = Array(stride(from: 0, through: text.count - window - 1, by: window))
    let windows = starts.map { text[$0...$0 + window] }
    var (model, loss) = (model, LanguageLoss<Float>())
    return loss.forward(
      model.forward(windows.map { Array($0.dropLast()) }), windows.flatMap { $0.dropFirst() })
  }

  private func resume(
    _ state: inout TrainingState<LanguageModel<Float>>, _ watch: inout Watch,
    _ file: TrainingFile
  ) throws {
    guard let kept = try file.saved() else { return }
    state = try file.resumed(state)
    let looks = state.losses.count / interval
    try file.reading { try watch.load(kept.byName.mapValues { $0.converted() }, looks: looks) }
  }
}

/// What a training has seen of the text that is kept from it: early stopping.
struct Watch: Sendable {
  var best: LanguageModel<Float>
  var losses: [Float] = []
  // excerpt Watch.look
  /// How many looks ago the best was seen.
  var sinceBest: Int {
    losses.count - 1 - (losses.indices.min { losses[$0] < losses[$1] } ?? losses.count - 1)
  }

  /// The loss is noted; the model, if no loss was lower.
  mutating func look(_ model: LanguageModel<Float>, _ loss: Float) {
    losses.append(loss)
    if sinceBest == 0 { best = model }
  }
  // end excerpt

  /// All of it, to be kept beside the training's state.
  var tensors: [(name: String, tensor: Tensor<Float>)] {
    best.parameters.map { ("best/\($0.name)", $0.value) }
      + [("validation", Tensor([losses.count], losses))]
  }

  /// - Throws: `ParameterMismatch`, `SafetensorsError` if they are those of another training.
  mutating func load(_ tensors: [String: Tensor<Float>], looks: Int) throws {
    losses = tensors["validation"]?.values ?? []
    guard losses.count == looks, tensors["validation"]?.shape == [looks] else {
      throw SafetensorsError(description: "validation is no list of \(looks) losses")
    }
    let named = tensors.filter { $0.key.hasPrefix("best/") }
    try best.load(
      Dictionary(uniqueKeysWithValues: named.map { (String($0.key.dropFirst(5)), $0.value) }))
  }
}
