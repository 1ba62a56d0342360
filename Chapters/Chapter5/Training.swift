import ChapterKit
import Core
import Dataset
import Numerics

/// Trains everything that the chapter needs: VAEs, one that is a plain autoencoder, and flows on latents.
struct Training: Sendable {
  let random: NamedRandom
  /// Which sprites are shown.
  private let split: Split
  /// What the others get is counted by this; the flow on latents gets `patience` times as many.
  let steps: Int
  /// Where that flow's training, the longest, is kept on its way.
  let checkpoint: TrainingFile?
  static let batch = 16
  /// How many times as long the flow on latents learns, so that its paintings get crisp.
  static let patience = 3
  static let rates = (vae: 0.003, flow: 0.002, small: 0.005)
  /// How much the KL weighs.
  static let (beta, smallBeta) = (5e-7, 0.001)

  /// - Parameter split: By default the training's own.
  init(
    random: NamedRandom, split: Split? = nil, steps: Int, checkpoint: TrainingFile? = nil
  ) {
    self.random = random
    self.split = split ?? Split(random: random)
    self.steps = steps
    self.checkpoint = checkpoint
  }

  /// - Parameter words: Chapter 4's models.
  /// - Throws: What `checkpoint` throws.
  func all(words: TrainedModels, progress: (Int) -> Void) throws -> TrainedModels {
    var models = TrainedModels(steps: steps, seed: random.seed, precision: .bfloat16)
    try addSmall(&models, words)
    let vae = vae(Sizes.vae, "vae.", edge: LatentSystem.edge, steps: vaeSteps, beta: Self.beta)
    models.add("vae", vae.model, losses: vae.losses)
    let kept = try models.model("vae", VAE<Float>(Sizes.vae))
    let scale = scale(of: kept, edge: LatentSystem.edge)
    models.add("scale", [Double(scale.factor.values[0])])
    let flow = try flow(
      steps: Self.flowSteps(steps), "flow.", kept, scale, checkpoint: checkpoint, progress: progress
    )
    models.add("flow", flow.result, losses: flow.losses)
    let half = self.vae(Sizes.vae, "vae16.", edge: 16, steps: vaeSteps, beta: Self.beta)
    models.add("vae16", half.model, losses: half.losses)
    let plain = self.vae(
      Sizes.vae, "vae.", edge: LatentSystem.edge, steps: vaeSteps, beta: 0, draws: false)
    models.add("plain", plain.model, losses: plain.losses)
    let keptPlain = try models.model("plain", VAE<Float>(Sizes.vae))
    models.add(
      "plain_scale", [Double(self.scale(of: keptPlain, edge: LatentSystem.edge).factor.values[0])])
    try checkpoint?.keep(models)
    if models.isMeasured {
      let system = try LatentSystem(models)
      try Reading.measure(
        &models, edge: LatentSystem.edge, painter: "latent ", system.pictures)
    }
    return models
  }

  var vaeSteps: Int { Self.vaeSteps(steps) }

  /// How long the VAE is trained in a training of so many steps.
  static func vaeSteps(_ steps: Int) -> Int { 2 * steps }

  /// How long the flow on latents is.
  static func flowSteps(_ steps: Int) -> Int { patience * steps }

  /// The models that are worked by hand.
  private func addSmall(_ models: inout TrainedModels, _ words: TrainedModels) throws {
    let vae = vae(Sizes.vaeByHand, "vae_small.", edge: 4, steps: vaeSteps, beta: Self.smallBeta)
    models.add("vae_small", vae.model, losses: vae.losses)
    let kept = try models.model("vae_small", VAE<Double>(Sizes.vaeByHand)).twoDecimals
    let scale = scale(of: kept, edge: 4)
    models.add("scale_small", [scale.factor.values[0]])
    let tower = try words.model("clip_small", Clip<Double>(.captions(isSmall: true))).text
    let flow = try PainterTraining<Double>(random: random, steps: steps, rate: Self.rates.small)
      .trained(
        Sizes.flowByHand, "", words: tower, edge: 4, data: { encoded($0, by: kept, scale) })
    models.add("flow_small", flow.result, losses: flow.losses)
  }
}

extension Training {
  // excerpt Chapter5.vae
  /// A VAE, trained on pictures; a plain autoencoder, whose latents are not drawn, where `draws` is false.
  func vae<Element: RealNumber>(
    _ sizes: VAE<Element>.Configuration, _ prefix: String, edge: Int, steps: Int, beta: Double,
    draws: Bool = true
  ) -> (model: VAE<Element>, losses: [Element]) {
    var model = VAE<Element>(sizes)
    model.initialize { StartingValues.usual($0, random, prefix: prefix) }
    let pairs = Pairs(split, edge: edge, random: random)
    let noise = random["train.eps"]
    let trainer = Trainer<Element>(
      steps: steps, learningRate: Self.rates.vae,
      schedule: .cosine(warmUp: min(100, max(1, steps / 10))), clipping: 1)
    let (n, latent) = (Self.batch, edge / sizes.reduction)
    let shape = [n, sizes.latentChannels, latent, latent]
    let losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, step in
        let pixels = (step * n..<(step + 1) * n).flatMap {
          pairs.pair($0).pixels.map { Element($0) }
        }
        let eps =
          draws
          ? Tensor<Element>(shape, normals: noise, from: step * shape.reduce(1, *))
          : Tensor<Element>(shape)
        let loss = model.loss(
          Tensor([n, 3, edge, edge], pixels), noise: eps, beta: Element(beta))
        model.backward()
        return loss
      })
    return (model, losses)
  }
  // end excerpt

  /// A flow on a VAE's latents, with words of its own.
  ///
  /// - Throws: What `checkpoint` throws.
  func flow(
    steps: Int, _ prefix: String, _ vae: VAE<Float>, _ scale: LatentScale<Float>,
    unsaid: Double = Caption.unsaid, timesMean: Double = 0,
    features: Int = Sizes.flow.features, checkpoint: TrainingFile? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws -> TrainingState<TextDiT<Float>> {
    try PainterTraining<Float>(
      random: random, split: split, steps: steps, rate: Self.rates.flow, unsaid: unsaid,
      timesMean: timesMean, checkpoint: checkpoint
    ).trained(
      Sizes.latentFlow(features: features), prefix, words: OneHotTokens.tower,
      edge: LatentSystem.edge, progress: progress, data: { encoded($0, by: vae, scale) })
  }

  /// The deviation of a VAE's latents over the first thousand pictures of training, to 1/64.
  func scale<Element>(of vae: VAE<Element>, edge: Int) -> LatentScale<Element> {
    let pairs = Pairs(split, edge: edge, random: random)
    let pixels = (0..<1000).flatMap { pairs.pair($0).pixels.map { Element($0) } }
    var vae = vae
    let latents = vae.encode(Tensor([1000, 3, edge, edge], pixels)).mean
    let factor = LatentScale(of: latents).factor.map { Element((64 * Double($0)).rounded() / 64) }
    return LatentScale(factor: factor)
  }

  /// Pictures as the flow sees them.
  func encoded<Element>(
    _ pictures: Tensor<Element>, by vae: VAE<Element>, _ scale: LatentScale<Element>
  ) -> Tensor<Element> {
    var vae = vae
    return scale.scaled(vae.encode(pictures).mean)
  }
}
