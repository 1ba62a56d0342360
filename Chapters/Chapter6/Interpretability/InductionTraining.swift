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
  /// Adds the trained model as `copy`, and under `copy LOOK` what each look has found.
  static func add(to models: inout TrainedModels, random: NamedRandom, steps: Int) {
    let (steps, interval) = share(of: steps)
    var model = LanguageModel<Float>(Copying.training)
    model.initialize { StartingValues.usual($0, random, prefix: "copy.") }
    let trainer = Trainer<Float>(
      steps: steps, learningRate: rate, schedule: .cosine(warmUp: max(1, steps / 20)), clipping: 1)
    let draws = random["copy.train"]
    var (state, found) = (trainer.start(model), [Look(model, random)])
    trainer.run(
      &state,
      progress: { state in
        if state.losses.count % interval == 0 { found.append(Look(state.model, random)) }
      },
      loss: { model, step in
        let texts = (step * batch..<(step + 1) * batch).map { Copying.pieces(draws, $0) }
        return model.addGradients(texts.map { $0.dropLast() }, texts.flatMap { $0.dropFirst() })
      })
    models.add("copy", state.model, losses: state.losses)
    for (name, value) in Look.values {
      models.addFinely("copy \(name)", found.map(value))
    }
  }
  // end excerpt

  /// What can be seen of a model on its way.
  struct Look {
    /// The mean surprise at words that are said for the first time, and at those that can be known.
    let fresh, known: Double
    /// The highest score of any head.
    let previous, induction: Double

    static let values: [(name: String, value: @Sendable (Look) -> Double)] = [
      ("fresh", { $0.fresh }), ("known", { $0.known }), ("previous", { $0.previous }),
      ("induction", { $0.induction }),
    ]

    // excerpt InductionTraining.Look
    init(_ model: LanguageModel<Float>, _ random: NamedRandom) {
      let draws = random["copy.look"]
      let texts = (0..<sequences).map { Copying.repeated(draws, $0) }
      let inputs = texts.map { Array($0.dropLast()) }
      func loss(_ places: ClosedRange<Int>) -> Double {
        var (model, loss) = (model, LanguageLoss<Float>())
        let targets = texts.flatMap { text in
          text.indices.dropFirst().map { places.contains($0) ? text[$0] : nil }
        }
        return Double(loss.forward(model.forward(inputs), targets))
      }
      let n = Copying.words
      (fresh, known) = (loss(1...n), loss(n + 2...2 * n))
      let scores = HeadScores(model, inputs)
      (previous, induction) = (scores.best(.previous), scores.best(.induction))
    }
    // end excerpt
  }
}
