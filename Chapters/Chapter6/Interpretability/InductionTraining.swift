import ChapterKit
import Core
import Numerics

/// Trains a model that repeats, and looks on the way at what has come up in it.
struct InductionTraining: Sendable {
  static let (batch, rate) = (16, 0.005)
  /// How many looks are taken at it, and on how many sequences that it is not trained on.
  static let (looks, sequences) = (50, 64)

  /// Its share of the chapter's steps, and how many steps lie between two looks.
  static func share(of steps: Int) -> (steps: Int, interval: Int) {
    let own = max(looks, 2 * steps / 3 / looks * looks)
    return (own, own / looks)
  }

  let row: CopyRow
  let random: NamedRandom
  let (steps, interval): (Int, Int)

  init(_ row: CopyRow, _ random: NamedRandom, steps: Int) {
    (self.row, self.random) = (row, random)
    (self.steps, interval) = (steps, max(1, steps / Self.looks))
  }

  // excerpt InductionTraining.run
  /// The trained model, and what was seen of it at the start and at each look.
  func run() -> (state: TrainingState<LanguageModel<Float>>, looks: [Look]) {
    var model = LanguageModel<Float>(.init(copying: row))
    model.initialize { StartingValues.usual($0, random, prefix: "copy.") }
    let trainer = Trainer<Float>(
      steps: steps, learningRate: Self.rate, schedule: .cosine(warmUp: max(1, steps / 20)),
      clipping: 1)
    var (state, draws, looks) = (
      trainer.start(model), random["copy.train"], [Look(model, random)]
    )
    trainer.run(
      &state,
      progress: { state in
        if state.losses.count % interval == 0 { looks.append(Look(state.model, random)) }
      },
      loss: { model, step in
        let texts = (step * Self.batch..<(step + 1) * Self.batch).map { row.text(draws, $0) }
        return model.addGradients(texts.map { $0.dropLast() }, texts.flatMap { $0.dropFirst() })
      })
    return (state, looks)
  }
  // end excerpt

  /// Adds the trained model as `copy`, and under `copy LOOK` what each look has found.
  static func add(to models: inout TrainedModels, random: NamedRandom, steps: Int) {
    let (state, looks) = InductionTraining(.book, random, steps: share(of: steps).steps).run()
    models.add("copy", state.model, losses: state.losses)
    for (name, value) in Look.values { models.addFinely("copy \(name)", looks.map(value)) }
  }

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
      let texts = (0..<InductionTraining.sequences).map {
        Copying.repeated(random["copy.look"], $0)
      }
      fresh = loss(model, texts) { _, place in place <= Copying.words }
      known = loss(model, texts, at: Copying.isKnown)
      let scores = HeadScores(model, texts.map { $0.dropLast() })
      (previous, induction) = (scores.best(.previous), scores.best(.induction))
    }
    // end excerpt
  }

  // excerpt InductionTraining.loss
  /// The mean negative log-likelihood at the words of some places.
  static func loss(
    _ model: LanguageModel<Float>, _ texts: [[Int]], at isAsked: ([Int], Int) -> Bool
  ) -> Double {
    var (model, loss) = (model, LanguageLoss<Float>())
    let targets = texts.flatMap { text in
      text.indices.dropFirst().map { isAsked(text, $0) ? text[$0] : nil }
    }
    return Double(loss.forward(model.forward(texts.map { $0.dropLast() }), targets))
  }
  // end excerpt
}
