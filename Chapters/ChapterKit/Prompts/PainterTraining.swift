import Core
import Dataset
import Numerics

/// Trains a transformer that reads captions, on pictures or on what becomes of them.
package struct PainterTraining<Element: RealNumber> {
  /// How many pairs of picture and caption a step sees.
  package static var batch: Int { 64 }

  private let random: NamedRandom
  private let split: Split
  private let steps: Int
  private let rate: Double
  private let unsaid: Double
  private let timesMean: Double
  private let checkpoint: TrainingFile?

  /// - Parameters:
  ///   - random: Decides starting values, pairs, noise and times, and by default the split.
  ///   - split: Whose sprites are shown; by default the training's own.
  ///   - steps: How many batches of 64 pairs the model is trained on.
  ///   - rate: The learning rate at its highest, after the warm-up; then it falls along a cosine.
  ///   - unsaid: How often a caption leaves the fur's colour out, and the hat's.
  ///   - timesMean: The logit-normal times' mean, before the sigmoid; above 0, they are nearer to noise.
  ///   - checkpoint: Where the training is kept on its way.
  package init(
    random: NamedRandom, split: Split? = nil, steps: Int, rate: Double,
    unsaid: Double = Caption.unsaid, timesMean: Double = 0, checkpoint: TrainingFile? = nil
  ) {
    self.random = random
    self.split = split ?? Split(random: random)
    self.steps = steps
    self.rate = rate
    self.unsaid = unsaid
    self.timesMean = timesMean
    self.checkpoint = checkpoint
  }

  // excerpt PainterTraining
  /// Pictures of so many pixels a side are made into `data`, and asked for with a tower's words; one caption
  /// in ten is replaced by the empty prompt.
  ///
  /// - Parameters:
  ///   - sizes: The transformer's; its edge and channels are those of `data`.
  ///   - prefix: Whose draws the weights start from; without one they are readable.
  ///   - words: The tower that reads the captions; it isn't trained here.
  ///   - edge: Of the sprites' pictures, in pixels.
  ///   - progress: Called with the number of steps done.
  ///   - data: Makes what is learned from pictures (batch, 3, edge, edge); by default the pictures
  ///     themselves.
  /// - Throws: What the checkpoint throws.
  package func trained(
    _ sizes: TextDiT<Element>.Configuration, _ prefix: String, words: ClipText<Element>,
    edge: Int, progress: (Int) -> Void = { _ in },
    data: (Tensor<Element>) -> Tensor<Element> = { $0 }
  ) throws -> TrainingState<TextDiT<Element>> {
    var (model, words) = (TextDiT<Element>(sizes), words)
    model.initialize {
      prefix.isEmpty
        ? StartingValues.readable($0, random) : StartingValues.usual($0, random, prefix: prefix)
    }
    let n = Self.batch
    let pairs = Pairs(split, edge: edge, random: random, unsaid: unsaid)
    let shape = [sizes.imageChannels, sizes.size, sizes.size]
    let batches = FlowBatches<Element>(
      of: n, shape: shape, random: random, timing: .logitNormal(mean: timesMean))
    let drop = random["train.drop"]
    let trainer = Trainer<Element>(
      steps: steps, learningRate: rate, schedule: .cosine(warmUp: min(300, steps / 10)),
      clipping: 1, averaging: 0.998)
    var state = trainer.start(model)
    if let checkpoint { state = try checkpoint.resumed(state) }
    try trainer.run(
      &state,
      progress: { state in
        let done = state.losses.count
        if done % TrainingFile.interval == 0 { try checkpoint?.keep(state) }
        progress(done)
      },
      loss: { model, step in
        let range = step * n..<(step + 1) * n
        let batch = range.map(pairs.pair)
        let prompt = words.prompt(
          range.map { drop.uniform($0) < 0.1 ? Prompt.empty : batch[$0 - range.lowerBound].ids })
        let made = data(
          Tensor([n, 3, edge, edge], batch.flatMap { $0.pixels.map { Element($0) } }))
        let size = shape.reduce(1, *)
        return batches.loss(&model, prompt, step: step) { i in
          let first = (i - range.lowerBound) * size
          return made.values[first..<first + size].map { Double($0) }
        }
      })
    return state
  }
  // end excerpt
}
