import ChapterKit
import Core
import Dataset
import Numerics

/// Trains the text and picture towers, and the transformers that paint: the large one with words of its own, the
/// small one with the small tower's, frozen.
struct Training: Sendable {
  let random: NamedRandom
  /// Of the painter; the towers get a fifth as many, the small painter `patience` times as many.
  let steps: Int
  /// Where the painter's training, by far the longest, is kept on its way.
  let checkpoint: TrainingFile?
  static let batch = 64
  /// How many times as long the small painter learns, so that its walks end in what was asked for.
  static let patience = 3
  static let rates = (tower: 0.001, painter: 0.002, small: 0.005)

  /// - Throws: What `checkpoint` throws.
  func all(progress: (Int) -> Void) throws -> TrainedModels {
    var models = TrainedModels(steps: steps, seed: random.seed, precision: .bfloat16)
    let towers = clip(Float.self, isSmall: false)
    models.add("clip", towers.model, losses: towers.losses)
    let small = clip(Double.self, isSmall: true)
    models.add("clip_small", small.model, losses: small.losses)
    // What is kept is rounded; the small painter must read the words as they will be read later.
    let keptSmall = try models.model("clip_small", small.model)
    let painter = try PainterTraining<Float>(
      random: random, steps: steps, rate: Self.rates.painter, checkpoint: checkpoint
    ).trained(
      Sizes.painter, "painter.", words: OneHotTokens.tower, edge: Painter.edge, progress: progress)
    models.add("painter", painter.result, losses: painter.losses)
    let tiny = try PainterTraining<Double>(
      random: random, steps: Self.patience * steps, rate: Self.rates.small
    ).trained(Sizes.byHand, "", words: keptSmall.text, edge: 4)
    models.add("painter_small", tiny.result, losses: tiny.losses)
    try checkpoint?.keep(models)
    if models.isMeasured {
      let painter = try Painter(models)
      try Reading.measure(&models, edge: Painter.edge) {
        painter.painted($0, $1, from: $2, guidance: $3).pictures
      }
    }
    return models
  }

  /// The two towers, trained on pairs.
  private func clip<Element: RealNumber>(_: Element.Type, isSmall: Bool)
    -> (model: Clip<Element>, losses: [Element])
  {
    let sizes = Clip<Element>.Configuration.captions(isSmall: isSmall)
    var model = Clip<Element>(sizes)
    model.initialize { Self.start($0, random, prefix: isSmall ? "clip_small." : "clip.") }
    let pairs = Pairs(Split(random: random), edge: sizes.size, random: random)
    let trainer = Trainer<Element>(
      steps: steps / 5, learningRate: Self.rates.tower * (isSmall ? 5 : 1),
      schedule: .cosine(warmUp: min(100, steps / 50)), clipping: 1)
    let losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, step in
        let batch = (step * Self.batch..<(step + 1) * Self.batch).map(pairs.pair)
        let pixels = batch.flatMap { $0.pixels.map { Element($0) } }
        let loss = model.loss(
          Tensor([Self.batch, 3, sizes.size, sizes.size], pixels), batch.map(\.ids))
        model.backward()
        return loss
      })
    return (model, losses)
  }

  /// Starting values of the towers: tables narrower than usual, the temperature at 1/0.07.
  static func start<Element: RealNumber>(
    _ p: Parameter<Element>, _ random: NamedRandom, prefix: String
  ) -> [Element] {
    if p.name == "logit_scale" { return [Element(-Double.log(0.07))] }
    let usual = StartingValues.usual(p, random, prefix: prefix)
    return p.role == .table ? usual.map { Element(0.1) * $0 } : usual
  }
}
