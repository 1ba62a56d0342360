import ChapterKit
import Core
import Dataset
import Numerics

/// What the training's run finds out besides: how the painters read back, what β does, what is lost
/// without the scale, without the draw, and without latents.
struct Comparisons {
  private let training: Training
  private let tower: ClipText<Float>
  private let words: TrainedModels
  private var random: NamedRandom { training.random }

  init(_ training: Training, _ tower: ClipText<Float>, _ words: TrainedModels) {
    self.training = training
    self.tower = tower
    self.words = words
  }

  func add(to models: inout TrainedModels) throws {
    let system = try LatentSystem(models, words: words)
    try measure(&models, "latent ", Reading.scales, system.painter) { system.paint($0) }
    try tradeOff(&models)
    try ablations(&models, system)
    try pixels(&models)
  }

  private func measure(
    _ models: inout TrainedModels, _ name: String, _ scales: [Double], _ painter: Painter,
    paint: (Tensor<Float>) -> Tensor<Float>
  ) throws {
    try Reading.measure(
      &models, random: random, edge: LatentSystem.edge, painter: name, scales: scales
    ) { ids, draws, first, w in
      let noise = painter.noise(ids.count, draws, from: first)
      let end = painter.trajectory(ids, from: noise, guidance: Float(w))[Painter.steps]
      return paint(end).pictures
    }
  }

  /// VAEs with other βs, trained for a fifth of the steps, and one with the chosen β as long.
  private func tradeOff(_ models: inout TrainedModels) throws {
    let judge = Judge(of: Reading.family(edge: LatentSystem.edge))
    for beta in Training.betas + [Training.beta] {
      let vae = training.vae(
        Large.vae, "vae.", edge: LatentSystem.edge, steps: Self.trialVAESteps(training.steps),
        beta: beta,
        draws: beta > 0
      ).model
      let quality = VAEQuality(
        of: vae, Split(random: random), random: random, judge: judge)
      models.add("beta \(beta)/quality", quality.numbers.map { $0.roundedToBrain })
    }
  }

  /// Small flows: with the scale and without it, and on a plain autoencoder's latents.
  private func ablations(_ models: inout TrainedModels, _ system: LatentSystem) throws {
    let plain = training.vae(
      Large.vae, "vae.", edge: LatentSystem.edge, steps: training.vaeSteps, beta: 0, draws: false
    ).model
    let one = LatentScale<Float>(factor: Tensor(scalar: 1))
    for (name, vae, scale) in [
      ("scaled ", system.vae, system.scale), ("unscaled ", system.vae, one),
      ("plain ", plain, training.scale(of: plain, edge: LatentSystem.edge)),
    ] {
      let flow = try PainterTraining<Float>(
        random: random, steps: Self.trialSteps(training.steps), rate: Training.rates.flow
      ).trained(
        Large.trial, "trial.", words: tower, edge: LatentSystem.edge,
        data: { training.encoded($0, by: vae, scale) }
      ).result
      try measure(&models, name, [3], Painter(flow, tower: tower)) {
        var vae = vae
        return vae.decode(scale.restored($0))
      }
    }
  }

  /// The small flow's transformer on pixels, with as many multiplications in all as it had on latents.
  private func pixels(_ models: inout TrainedModels) throws {
    let flow = try PainterTraining<Float>(
      random: random, steps: Self.pixelSteps(training.steps), rate: Training.rates.flow
    ).trained(Large.pixels, "pixels.", words: tower, edge: LatentSystem.edge)
    try measure(&models, "pixels ", [3], Painter(flow.result, tower: tower)) { $0 }
  }

  /// How long a trial takes if the kept flow takes so many steps.
  static func trialSteps(_ steps: Int) -> Int { 3 * steps / 8 }
  static func trialVAESteps(_ steps: Int) -> Int { steps / 16 }

  /// How many steps on pixels cost as much as a trial's on latents.
  static func pixelSteps(_ steps: Int) -> Int {
    let words = Vocabulary.captionLength
    return trialSteps(steps) * Large.trial.multiplications(words: words)
      / Large.pixels.multiplications(words: words)
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

  init(numbers: [Double]) {
    (mse, kl, read, holes) = (numbers[0], numbers[1], numbers[2], numbers[3])
  }

  init(of vae: VAE<Float>, _ split: Split, random: NamedRandom, judge: Judge) {
    var vae = vae
    let edge = LatentSystem.edge
    let sprites = split.heldOut + split.never
    let pixels = sprites.flatMap { $0.picture(edge: edge).pixels.map { Float($0) } }
    let x = Tensor([sprites.count, 3, edge, edge], pixels)
    let (mean, logvar) = vae.encode(x)
    let painted = vae.decode(mean)
    let error = painted - x
    mse = Double((error * error).values.reduce(0, +)) / Double(x.count)
    var far = KL<Float>()
    kl = Double(far.forward(mean, logvar))
    read =
      Double(
        zip(sprites, painted.pictures).count { judge.verdict(on: $1).member.name == $0.name })
      / Double(sprites.count)
    let (draws, n) = (random["holes"], 64)
    let z = Tensor(
      [n] + mean.shape.dropFirst(),
      (0..<n * mean.count / sprites.count).map {
        Float(draws.normal($0))
      })
    holes =
      vae.decode(z).pictures.map { judge.verdict(on: $0).distance }.reduce(0, +) / Double(n)
  }
}

extension Double {
  /// As the chapter's file keeps it.
  fileprivate var roundedToBrain: Double { Safetensors.Precision.brain.rounded(self) }
}
