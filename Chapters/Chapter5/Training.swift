import ChapterKit
import Core
import Dataset
import Numerics

/// Trains everything that the chapter needs: VAEs, flows on their latents, and what they are compared with.
struct Training: Sendable {
  let random: NamedRandom
  /// Of the flow on latents; all others get their share of it.
  let steps: Int
  /// Where that flow's training, the longest, is kept on its way.
  let checkpoint: TrainingFile?
  static let batch = (vae: 32, flow: 64)
  static let rates = (vae: 0.003, flow: 0.002, small: 0.005)
  /// How much the KL weighs.
  static let (beta, smallBeta) = (1e-5, 0.001)
  /// What else was tried for β; the first is a plain autoencoder, without a draw.
  static let betas = [0, 1e-6, 1e-4, 1e-2]

  /// - Parameter words: Chapter 4's models.
  /// - Throws: What `checkpoint` throws.
  func all(words: TrainedModels, progress: (Int) -> Void) throws -> TrainedModels {
    var models = TrainedModels(steps: steps, precision: .brain)
    try addSmall(&models, words)
    let vae = vae(Large.vae, "vae.", edge: LatentSystem.edge, steps: vaeSteps, beta: Self.beta)
    models.add("vae", vae.model, losses: vae.losses)
    let kept = try models.model("vae", VAE<Float>(Large.vae))
    let scale = scale(of: kept, edge: LatentSystem.edge)
    models.add("scale", [Double(scale.factor.values[0])])
    let flow = try flow(
      Large.flow, "flow.", steps: steps, checkpoint, progress,
      data: { encoded($0, by: kept, scale) })
    models.add("flow", flow.result, losses: flow.losses)
    // Thousands of paintings: not worth it for models that have learned nothing yet.
    if steps >= 1000 { try Comparisons(self).add(to: &models) }
    return models
  }

  var vaeSteps: Int { 5 * steps / 6 }

  /// The models that are worked by hand.
  private func addSmall(_ models: inout TrainedModels, _ words: TrainedModels) throws {
    let vae = vae(Small.vae, "vae_small.", edge: 4, steps: steps / 2, beta: Self.smallBeta)
    models.add("vae_small", vae.model, losses: vae.losses)
    let kept = try models.model("vae_small", VAE<Double>(Small.vae)).twoDecimals
    let scale = scale(of: kept, edge: 4)
    models.add("scale_small", [scale.factor.values[0]])
    let tower = try words.model("clip_small", Clip<Double>(.captions(isSmall: true))).text
    let flow = smallFlow(tower) { encoded($0, by: kept, scale) }
    models.add("flow_small", flow.model, losses: flow.losses)
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
    let pairs = Pairs(Split(random: random), edge: edge, random: random)
    let noise = random["train.eps"]
    let trainer = Trainer<Element>(
      steps: steps, learningRate: Self.rates.vae,
      schedule: .cosine(warmUp: min(100, max(1, steps / 10))), clipping: 1)
    let (n, latent) = (Self.batch.vae, edge / sizes.reduction)
    let shape = [n, sizes.latentChannels, latent, latent]
    let losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, step in
        let pixels = (step * n..<(step + 1) * n).flatMap {
          pairs.pair($0).pixels.map { Element($0) }
        }
        let count = shape.reduce(1, *)
        let eps =
          draws
          ? Tensor<Element>(
            shape, (step * count..<(step + 1) * count).map { Element(noise.normal($0)) })
          : Tensor<Element>(shape)
        let loss = model.loss(
          Tensor([n, 3, edge, edge], pixels), noise: eps, beta: Element(beta))
        model.backward()
        return loss
      })
    return (model, losses)
  }
  // end excerpt

  /// The deviation of a VAE's latents over the first thousand pictures of training, to 1/64.
  func scale<Element>(of vae: VAE<Element>, edge: Int) -> LatentScale<Element> {
    let pairs = Pairs(Split(random: random), edge: edge, random: random)
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

  /// The small flow that is worked by hand; it reads the words of chapter 4's small tower, frozen.
  private func smallFlow(
    _ tower: ClipText<Double>, data: @escaping (Tensor<Double>) -> Tensor<Double>
  ) -> (model: TextDiT<Double>, losses: [Double]) {
    var (model, words) = (TextDiT<Double>(Small.flow), tower)
    model.initialize { StartingValues.readable($0, random) }
    var state = trainer(steps: 2 * steps, rate: Self.rates.small).start(model)
    let batches = Batches(self, Small.flow, edge: 4, data)
    trainer(steps: 2 * steps, rate: Self.rates.small).run(
      &state, progress: { _ in },
      loss: { model, step in
        let batch = batches.batch(step)
        model.prompt = words.prompt(batch.ids)
        return batches.loss(&model, step, batch.latents)
      })
    return (state.result, state.losses)
  }

  private func trainer<Element: RealNumber>(steps: Int, rate: Double) -> Trainer<Element> {
    Trainer(
      steps: steps, learningRate: rate, schedule: .cosine(warmUp: min(300, steps / 10)),
      clipping: 1, averaging: 0.998)
  }

  // excerpt Chapter5.flow
  /// A flow on what `data` makes of pictures, with words of its own, asked with captions.
  func flow(
    _ sizes: TextDiT<Float>.Configuration, _ prefix: String, steps: Int,
    _ checkpoint: TrainingFile?, _ progress: (Int) -> Void,
    data: @escaping (Tensor<Float>) -> Tensor<Float>
  ) throws -> TrainingState<Reader<Float>> {
    var model = Reader<Float>(sizes)
    model.initialize { StartingValues.usual($0, random, prefix: prefix) }
    let trainer: Trainer<Float> = trainer(steps: steps, rate: Self.rates.flow)
    let batches = Batches(self, sizes, edge: LatentSystem.edge, data)
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
        let batch = batches.batch(step)
        model.ask(batch.ids)
        return batches.loss(&model, step, batch.latents)
      })
    return state
  }
  // end excerpt
}

/// The batches of a flow's training: pictures made into data, and their captions, one in ten of which is
/// replaced by the empty prompt.
private struct Batches<Element: RealNumber> {
  private let pairs: Pairs
  private let flows: FlowBatches<Element>
  private let drop: NamedRandom.Draws
  private let edge: Int
  private let data: (Tensor<Element>) -> Tensor<Element>

  init(
    _ training: Training, _ sizes: TextDiT<Element>.Configuration, edge: Int,
    _ data: @escaping (Tensor<Element>) -> Tensor<Element>
  ) {
    let random = training.random
    pairs = Pairs(Split(random: random), edge: edge, random: random)
    flows = FlowBatches(
      of: Training.batch.flow, shape: [sizes.imageChannels, sizes.size, sizes.size],
      random: random, timing: .logitNormal)
    drop = random["train.drop"]
    self.edge = edge
    self.data = data
  }

  func batch(_ step: Int) -> (ids: [[Int]], latents: Tensor<Element>) {
    let range = step * flows.size..<(step + 1) * flows.size
    let batch = range.map(pairs.pair)
    let ids = range.map {
      drop.uniform($0) < 0.1 ? Prompt.empty : batch[$0 - range.lowerBound].ids
    }
    let pixels = batch.flatMap { $0.pixels.map { Element($0) } }
    return (ids, data(Tensor([flows.size, 3, edge, edge], pixels)))
  }

  func loss(
    _ model: inout some VelocityModel<Element>, _ step: Int, _ latents: Tensor<Element>
  ) -> Element {
    let size = latents.count / flows.size
    return flows.loss(&model, step: step) { i in
      let first = (i - step * flows.size) * size
      return latents.values[first..<first + size].map { Double($0) }
    }
  }
}
