import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// What the training's run finds out besides: how the painters read back, what β does, what is lost
/// without the scale, without the draw, and without latents.
struct Comparisons {
  private let training: Training
  private let tower = OneHotTokens.tower
  private var random: NamedRandom { training.random }

  init(_ training: Training) { self.training = training }

  func add(to models: inout TrainedModels) throws {
    let system = try LatentSystem(models)
    try measure(&models, "latent ", Reading.scales, system.painter) { system.paint($0) }
    try otherStarts(&models, system)
    try tradeOff(&models)
    try ablations(&models, system)
    try pixels(&models)
  }

  private func measure(
    _ models: inout TrainedModels, _ name: String, _ scales: [Double], _ painter: Painter,
    paint: (Tensor<Float>) -> Tensor<Float>
  ) throws {
    try Reading.measure(
      &models, edge: LatentSystem.edge, painter: name, scales: scales
    ) { ids, draws, first, w in
      let noise = painter.noise(ids.count, draws, from: first)
      let end = painter.trajectory(ids, from: noise, guidance: Float(w))[Painter.steps]
      return paint(end).pictures
    }
  }

  /// The kept flow's training again, from other starting values.
  private func otherStarts(_ models: inout TrainedModels, _ system: LatentSystem) throws {
    for start in Self.starts {
      let flow = try training.flow(steps: training.steps, start, system.vae, system.scale)
      try measure(&models, start, [3], Painter(flow.result, tower: tower)) { system.paint($0) }
    }
  }

  /// VAEs with other βs, trained for a tenth of the steps, and one with the chosen β as long.
  private func tradeOff(_ models: inout TrainedModels) throws {
    let judge = Judge(of: Reading.family(edge: LatentSystem.edge))
    for beta in Training.betas + [Training.beta] {
      let vae = training.vae(
        Sizes.vae, "vae.", edge: LatentSystem.edge, steps: Self.trialVAESteps(training.steps),
        beta: beta,
        draws: beta > 0
      ).model
      let quality = VAEQuality(
        of: vae, Split(random: random), random: random, judge: judge)
      models.add("beta \(beta)/quality", quality.numbers.map { $0.roundedToBfloat16 })
    }
  }

  /// Flows trained for less long: with the scale and without it, and on a plain autoencoder's latents.
  private func ablations(_ models: inout TrainedModels, _ system: LatentSystem) throws {
    let trained = training.vae(
      Sizes.vae, "vae.", edge: LatentSystem.edge, steps: training.vaeSteps, beta: 0, draws: false)
    models.add("plain", trained.model, losses: trained.losses)
    let plain = try models.model("plain", VAE<Float>(Sizes.vae))
    let plainScale = training.scale(of: plain, edge: LatentSystem.edge)
    models.add("plain_scale", [Double(plainScale.factor.values[0])])
    let one = LatentScale<Float>(factor: Tensor(scalar: 1))
    for (name, vae, scale) in [
      ("scaled ", system.vae, system.scale), ("unscaled ", system.vae, one),
      ("plain ", plain, plainScale),
    ] {
      let flow = try training.flow(
        steps: Self.trialSteps(training.steps), "trial.", vae, scale)
      try measure(&models, name, [3], Painter(flow.result, tower: tower)) {
        var vae = vae
        return vae.decode(scale.restored($0))
      }
    }
  }

  /// The flow's transformer on pixels, with as many multiplications in all as such a flow had on latents.
  private func pixels(_ models: inout TrainedModels) throws {
    let flow = try PainterTraining<Float>(
      random: random, steps: Self.pixelSteps(training.steps), rate: Training.rates.flow,
      hatUnsaid: 0
    ).trained(Sizes.pixels, "pixels.", words: tower, edge: LatentSystem.edge)
    try measure(&models, "pixels ", [3], Painter(flow.result, tower: tower)) { $0 }
  }

  /// What other flows start from, and what they are called.
  static let starts = ["flow2.", "flow3."]
  /// How long a trial takes if the kept flow takes so many steps.
  static func trialSteps(_ steps: Int) -> Int { 3 * steps / 10 }
  static func trialVAESteps(_ steps: Int) -> Int { steps / 5 }

  /// How many steps on pixels cost as much as a trial's on latents, for which each picture is encoded.
  static func pixelSteps(_ steps: Int) -> Int {
    let words = Vocabulary.captionLength
    let encoder = Sizes.vae.multiplications(edge: LatentSystem.edge).encoder
    return trialSteps(steps) * (3 * Sizes.flow.multiplications(words: words) + encoder)
      / (3 * Sizes.pixels.multiplications(words: words))
  }
}

/// How good a VAE is, on pictures that its training has never shown.
struct VAEQuality {
  /// The mean squared error of what is painted from the means, and the KL of a picture.
  let mse, kl: Double
  /// How much of what is painted is read as the sprite that it was.
  let read: Double
  /// Of pictures painted from standard normal latents: how far they are from the nearest sprite, in the mean.
  let holes: Double

  var numbers: [Double] { [mse, kl, read, holes] }

  /// - Throws: `Failure.badData` if these are not the four numbers that were kept.
  init(numbers: [Double]) throws {
    guard numbers.count == 4 else {
      throw Failure.badData("the trained models have \(numbers.count) numbers of a VAE, not 4")
    }
    (mse, kl, read, holes) = (numbers[0], numbers[1], numbers[2], numbers[3])
  }

  /// - Parameter judge: Of the family at this edge.
  init(
    of vae: VAE<Float>, _ split: Split, random: NamedRandom, judge: Judge,
    edge: Int = LatentSystem.edge
  ) {
    let sprites = split.heldOut + split.never
    let again = Repainted(sprites, by: vae, edge: edge, judge: judge)
    (mse, kl, read) = (again.mse, again.kl, again.read)
    let (n, shape) = (64, again.latentShape)
    var vae = vae
    holes =
      vae.decode(Self.drawn(n, shape, random)).pictures
      .map { judge.verdict(on: $0).distance }.reduce(0, +) / Double(n)
  }

  /// Standard normal latents: the same ones for every VAE.
  static func drawn(_ n: Int, _ shape: [Int], _ random: NamedRandom) -> Tensor<Float> {
    let draws = random["holes"]
    return Tensor(
      [n] + shape, (0..<n * shape.reduce(1, *)).map { Float(draws.normal($0)) })
  }
}

/// Sprites, squeezed and painted again from the means.
struct Repainted {
  let originals, painted: [[Double]]
  /// What the judge takes for another sprite than it was.
  let misread: [(was: Sprite, read: String)]
  /// How much is read as the sprite that it was.
  var read: Double { Double(painted.count - misread.count) / Double(painted.count) }
  /// The mean squared error, and the KL of a picture.
  let mse, kl: Double
  /// Of one picture's latents: channels, rows, columns.
  let latentShape: [Int]

  /// - Parameter judge: Of the family at this edge.
  init(_ sprites: [Sprite], by vae: VAE<Float>, edge: Int, judge: Judge) {
    originals = sprites.map { $0.picture(edge: edge).pixels }
    var (vae, far) = (vae, KL<Float>())
    let x = Tensor([sprites.count, 3, edge, edge], originals.flatMap { $0.map { Float($0) } })
    let (mean, logvar) = vae.encode(x)
    let again = vae.decode(mean)
    let error = again - x
    (painted, latentShape) = (again.pictures, Array(mean.shape.dropFirst()))
    mse = Double((error * error).values.reduce(0, +)) / Double(x.count)
    kl = Double(far.forward(mean, logvar))
    misread = zip(sprites, painted).compactMap { sprite, pixels in
      let name = judge.verdict(on: pixels).member.name
      return name == sprite.name ? nil : (sprite, name)
    }
  }
}

extension Double {
  /// As the chapter's file keeps it.
  fileprivate var roundedToBfloat16: Double { Safetensors.Precision.bfloat16.rounded(self) }
}
