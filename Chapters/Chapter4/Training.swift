import ChapterKit
import Core
import Dataset
import Numerics

/// Which sprites are shown in training, and which never.
struct Split: Sendable {
  /// Drawn in training.
  let seen: [Sprite]
  /// A fifth of the others: never drawn.
  let heldOut: [Sprite]
  /// Every cat with a tiny hat, of any colour: never drawn either. The title asks for one.
  let never: [Sprite]

  init(random: NamedRandom) {
    let draws = random["split"]
    func isNever(_ sprite: Sprite) -> Bool { sprite.animal == .cat && sprite.hat?.size == .tiny }
    let others = Sprite.all.enumerated().filter { !isNever($0.element) }
    seen = others.filter { draws.uniform($0.offset) >= 0.2 }.map(\.element)
    heldOut = others.filter { draws.uniform($0.offset) < 0.2 }.map(\.element)
    never = Sprite.all.filter(isNever)
  }
}

/// The pairs of training: a sprite, moved by up to a pixel, with a little noise, and what is said of it.
struct Pairs: Sendable {
  private let sprites: [Sprite]
  private let pictures: [[Double]]
  private let pick, shift, caption, noise: NamedRandom.Draws

  init(_ split: Split, edge: Int, random: NamedRandom) {
    sprites = split.seen
    let moves = edge >= 16 ? [-1.0, 0, 1] : [0]
    pictures = split.seen.flatMap { sprite in
      moves.flatMap { x in moves.map { sprite.picture(edge: edge, right: x, down: $0).pixels } }
    }
    (pick, shift) = (random["train.sprite"], random["train.shift"])
    (caption, noise) = (random["train.caption"], random["train.pixel"])
  }

  /// Pair number i.
  func pair(_ i: Int) -> (pixels: [Double], ids: [Int]) {
    let n = pick.integer(i, below: sprites.count)
    let moves = pictures.count / sprites.count
    let pixels = pictures[n * moves + shift.integer(i, below: moves)]
    let text = Caption.drawn(for: sprites[n], i, caption).text
    let ids = (try? Vocabulary.captions.padded(text)) ?? []
    return (
      pixels.indices.map { pixels[$0] + 0.03 * noise.normal(i * pixels.count + $0) }, ids
    )
  }
}

/// The sizes of all models.
enum Sizes {
  /// The towers that are worked by hand, and those that the painter reads.
  static func clip<Element>(_: Element.Type, isSmall: Bool) -> Clip<Element>.Configuration {
    .init(
      vocabulary: Vocabulary.captions.tokens.count, length: Vocabulary.captionLength,
      features: isSmall ? 8 : 64, heads: isSmall ? 2 : 4, hidden: isSmall ? 16 : 128,
      layers: isSmall ? 1 : 2, size: isSmall ? 4 : 16, patch: isSmall ? 2 : 4, imageChannels: 3,
      joint: isSmall ? 6 : 32, end: Vocabulary.end)
  }

  /// The transformer that is worked by hand.
  static let small = TextDiT<Double>.Configuration(
    size: 4, patch: 2, imageChannels: 3, features: 8, heads: 2, hidden: 16, layers: 1, context: 8)

  /// The one that paints.
  static let painter = {
    var sizes = TextDiT<Float>.Configuration(
      size: 16, patch: 4, imageChannels: 3, features: 128, heads: 4, hidden: 256, layers: 4,
      context: 64)
    sizes.timeScale = 1000
    return sizes
  }()
}

/// Trains the text and picture towers, and then, with the words frozen, the transformers that paint.
struct Training: Sendable {
  let random: NamedRandom
  /// Of the painters; the towers get a fifth as many.
  let steps: Int
  /// Where the painter's training, by far the longest, is kept on its way.
  let checkpoint: TrainingFile?
  static let batch = 64
  static let rates = (tower: 0.001, painter: 0.002, small: 0.005)

  /// - Throws: What `checkpoint` throws.
  func all(progress: (Int) -> Void) throws -> TrainedModels {
    var models = TrainedModels(steps: steps, precision: .brain)
    let towers = clip(Float.self, isSmall: false)
    models.add("clip", towers.model, losses: towers.losses)
    let small = clip(Double.self, isSmall: true)
    models.add("clip_small", small.model, losses: small.losses)
    // What is kept is rounded; the painters must read the words as they will be read later.
    let (kept, keptSmall) = (
      try models.model("clip", towers.model), try models.model("clip_small", small.model)
    )
    let painter = try painter(
      TextDiT<Float>(Sizes.painter), "painter.", words: kept.text, edge: 16,
      rate: Self.rates.painter, checkpoint, progress)
    models.add("painter", painter.result, losses: painter.losses)
    let tiny = try self.painter(
      TextDiT<Double>(Sizes.small), "", words: keptSmall.text, edge: 4, rate: Self.rates.small,
      nil, { _ in })
    models.add("painter_small", tiny.result, losses: tiny.losses)
    // Thousands of paintings: not worth it for a model that has learned nothing yet.
    if steps >= 1000 { try Reading.measure(&models, random: random) }
    return models
  }

  /// The two towers, trained on pairs.
  private func clip<Element: RealNumber>(_: Element.Type, isSmall: Bool)
    -> (model: Clip<Element>, losses: [Element])
  {
    let sizes = Sizes.clip(Element.self, isSmall: isSmall)
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

  // excerpt Chapter4.training
  /// A painter, trained on pictures and what is said of them. One caption in ten is replaced by the empty
  /// prompt.
  private func painter<Element: RealNumber>(
    _ start: TextDiT<Element>, _ prefix: String, words: ClipText<Element>, edge: Int, rate: Double,
    _ checkpoint: TrainingFile?, _ progress: (Int) -> Void
  ) throws -> TrainingState<TextDiT<Element>> {
    var model = start
    var words = words
    model.initialize {
      prefix.isEmpty
        ? StartingValues.readable($0, random) : StartingValues.usual($0, random, prefix: prefix)
    }
    let pairs = Pairs(Split(random: random), edge: edge, random: random)
    let batches = FlowBatches<Element>(
      of: Self.batch, shape: [3, edge, edge], random: random, timing: .logitNormal)
    let (drop, empty) = (random["train.drop"], (try? Vocabulary.captions.padded("")) ?? [])
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
        let range = step * Self.batch..<(step + 1) * Self.batch
        let batch = range.map(pairs.pair)
        let ids = range.map { drop.uniform($0) < 0.1 ? empty : batch[$0 - range.lowerBound].ids }
        model.prompt = words.prompt(ids)
        return batches.loss(&model, step: step) { batch[$0 - range.lowerBound].pixels }
      })
    return state
  }
  // end excerpt
}

extension ClipText {
  /// What a painter reads of captions: each word's vector with its place, before the tower has mixed them.
  mutating func prompt(_ ids: [[Int]]) -> TextDiT<Element>.Prompt {
    .init(words: embed(ids), isReal: ids.map { $0.map { $0 != Vocabulary.padding } })
  }
}
