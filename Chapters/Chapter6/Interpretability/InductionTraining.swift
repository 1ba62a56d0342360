import ChapterKit
import Core
import Numerics

/// Trains the model that repeats, and looks on the way at what has come up in it.
enum InductionTraining {
  static let (batch, rate) = (16, 0.005)
  /// How many looks are taken at it, and on how many sequences that it is not trained on.
  static let (looks, sequences) = (50, 64)

  /// Its share of the chapter's steps, and how many steps lie between two looks.
  static func share(of steps: Int) -> (steps: Int, interval: Int) {
    let own = max(looks, 2 * steps / 3 / looks * looks)
    return (own, own / looks)
  }

  // excerpt InductionTraining.add
  /// Adds the trained model as `copy`, under `copy LOOK` what each look has found, and what came of it and
  /// of a second training, on plain repetitions.
  static func add(to models: inout TrainedModels, random: NamedRandom, steps: Int) {
    let (steps, interval) = share(of: steps)
    var found = [Look(start(random), random)]
    let state = trained(random, steps, on: Copying.pieces) { state in
      if state.losses.count % interval == 0 { found.append(Look(state.model, random)) }
    }
    models.add("copy", state.model, losses: state.losses)
    for (name, value) in Look.values { models.addFinely("copy \(name)", found.map(value)) }
    let plain = trained(random, steps, on: Copying.repeated) { _ in }
    models.addFinely("copy outcome", outcome(state.model, random))
    models.addFinely("copy plain", outcome(plain.model, random))
  }

  private static func start(_ random: NamedRandom) -> LanguageModel<Float> {
    var model = LanguageModel<Float>(Sizes.copyInTraining)
    model.initialize { StartingValues.usual($0, random, prefix: "copy.") }
    return model
  }

  private static func trained(
    _ random: NamedRandom, _ steps: Int, on text: (NamedRandom.Draws, Int) -> [Int],
    progress: (TrainingState<LanguageModel<Float>>) -> Void
  ) -> TrainingState<LanguageModel<Float>> {
    let trainer = Trainer<Float>(
      steps: steps, learningRate: rate, schedule: .cosine(warmUp: max(1, steps / 20)), clipping: 1)
    var (state, draws) = (trainer.start(start(random)), random["copy.train"])
    trainer.run(
      &state, progress: progress,
      loss: { model, step in
        let texts = (step * batch..<(step + 1) * batch).map { text(draws, $0) }
        return model.addGradients(texts.map { $0.dropLast() }, texts.flatMap { $0.dropFirst() })
      })
    return state
  }
  // end excerpt

  /// What can be seen of a model on its way.
  struct Look {
    /// The mean negative log-likelihood at words that are said for the first time, and at those that can be known.
    let fresh, known: Double
    /// The highest score of any head.
    let previous, induction: Double

    static let values: [(name: String, value: @Sendable (Look) -> Double)] = [
      ("fresh", { $0.fresh }), ("known", { $0.known }), ("previous", { $0.previous }),
      ("induction", { $0.induction }),
    ]

    // excerpt InductionTraining.Look
    init(_ model: LanguageModel<Float>, _ random: NamedRandom) {
      let texts = (0..<sequences).map { Copying.repeated(random["copy.look"], $0) }
      fresh = loss(model, texts) { _, place in place <= Copying.words }
      known = loss(model, texts, at: Copying.isKnown)
      let scores = HeadScores(model, texts.map { $0.dropLast() })
      (previous, induction) = (scores.best(.previous), scores.best(.induction))
    }
    // end excerpt
  }

  /// The mean negative log-likelihood at the words of some places.
  private static func loss(
    _ model: LanguageModel<Float>, _ texts: [[Int]], at isAsked: ([Int], Int) -> Bool
  ) -> Double {
    var (model, loss) = (model, LanguageLoss<Float>())
    let targets = texts.flatMap { text in
      text.indices.dropFirst().map { isAsked(text, $0) ? text[$0] : nil }
    }
    return Double(loss.forward(model.forward(texts.map { $0.dropLast() }), targets))
  }

  // excerpt InductionTraining.outcome
  /// The highest induction score of each block, and the mean negative log-likelihood at what can be known: where the words
  /// are said again as they were, and where they come in pieces.
  private static func outcome(_ model: LanguageModel<Float>, _ random: NamedRandom) -> [Double] {
    let repeated = (0..<sequences).map { Copying.repeated(random["copy.look"], $0) }
    let pieces = (0..<sequences).map { Copying.pieces(random["copy.look"], $0) }
    let scores = HeadScores(model, repeated.map { $0.dropLast() })
      .layers(.induction)
    return scores.map { $0.map(\.mean).max() ?? 0 }
      + [repeated, pieces].map { loss(model, $0, at: Copying.isKnown) }
  }
  // end excerpt
}
