import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter by hand.
struct HandComputation {
  let trace: Trace
  let chapter: Chapter5

  private var example: WorkedCaption { WorkedCaption(random: chapter.common.random) }

  func all(_ trained: SmallModels) {
    trainVAE()
    fiveDistributions()
    Self.bound(WorkedExample.oneNumber, trace)
    checkerboard()
    freeze(trained)
    trainFlow(trained.flowStart)
    trace.take(trained.flow, prefix: "trained.")
    sample(chapter.prompt.ids)
    for walk in OtherWalk.all { sample(walk.ids, walk.prefix) }
  }

  /// What is used as it was trained: the words' tables, the VAE, and the scale of its latents.
  private func freeze(_ trained: SmallModels) {
    for p in trained.words.parameters where p.role == .table {
      trace.given(.frozen, p.name, p.value.shape, p.value.values)
    }
    for p in trained.vae.parameters {
      trace.given(.frozen, "vae.\(p.name)", p.value.shape, p.value.values)
    }
    trace.given(.frozen, "scale_factor", [], [trained.scale])
  }
}

/// The VAE.
extension HandComputation {
  /// Forward, the loss, every gradient, AdamW, and the loss after it.
  private func trainVAE() {
    let names = chapter.model.parameters.map(\.name)
    trace.take(chapter.model)
    let x = trace.given(.data, "x", [1, 3, 4, 4], example.pixels)
    let eps = trace.given(.draw, "eps", [1, 2, 2, 2], example.eps)
    trace.trainingStep(
      of: names, nudge: WorkedExample.nudge, learningRate: chapter.learningRate
    ) { loss(x, eps) }
  }

  // excerpt Chapter5.loss
  /// Squeeze pictures x (batch, 3, 4, 4), draw latents with the noise eps, paint, and compare.
  private func loss(_ x: Grid, _ eps: Grid) -> Scalar {
    let (mean, logvar) = trace.vaeEncoder(x, levels: 1, groups: 1)
    let picture = trace.vaeDecoder(trace.reparameterize(mean, logvar, eps), levels: 1, groups: 1)
    return trace.vaeLoss(picture, x, trace.kl(mean, logvar), beta: WorkedExample.beta)
  }
  // end excerpt

  /// How far five normal distributions are from the standard one.
  private func fiveDistributions() {
    let known = WorkedExample.distributions
    trace.pass("known.") {
      let mean = trace.given(.constant, "mean", [known.count], known.map(\.0))
      let std = trace.given(.constant, "std", [known.count], known.map(\.1))
      let variance = trace.each("variance", std) { $0 * $0 }
      let logvar = trace.each("logvar", variance) { apply(.logarithm, $0) }
      trace.grid("kl", known.count) { i in apply(.klTerm, mean[i], variance[i], logvar[i]) }
    }
  }

  /// A picture of ones made twice as large in two ways, with kernels of ones.
  private func checkerboard() {
    trace.pass("checker.") {
      for name in ["transposed", "conv"] {
        trace.given(.constant, "\(name).weight", [1, 1, 3, 3], [Double](repeating: 1, count: 9))
        trace.given(.constant, "\(name).bias", [1], [0])
      }
      trace.given(.constant, "x", [1, 4, 4], [Double](repeating: 1, count: 16))
    }
    trace.pass("checker.", parameters: "checker.") {
      let x = trace.recorded("checker.x")
      _ = trace.convTranspose2d("transposed", x, stride: 2, padding: 0)
      _ = trace.conv2d("conv", x.upsampledNearest())
    }
  }
}

/// The flow on latents.
extension HandComputation {
  // excerpt Chapter5.latent
  /// The picture as the flow sees it: the encoder's mean, divided by the scale of all latents.
  private func latent() -> Grid {
    trace.pass("latent.", parameters: "vae.") {
      let x = trace.given(.constant, "x", [1, 3, 4, 4], example.pixels)
      let (mean, _) = trace.vaeEncoder(x, levels: 1, groups: 1)
      let scale = trace.recorded("scale_factor").scalars[0]
      return trace.each("scaled", mean) { $0 / scale }
    }
  }
  // end excerpt

  /// Chapter 4's step, on latents instead of pixels: under `flow.`.
  private func trainFlow(_ start: TextDiT<Double>) {
    let (prefix, names) = ("flow.", start.parameters.map(\.name))
    let latent = latent()
    trace.take(start, prefix: prefix)
    let words = trace.words([example.ids])
    func data(_ name: String, _ shape: [Int], _ values: [Double], _ kind: Operation = .data) -> Grid
    {
      trace.given(kind, prefix + name, shape, values)
    }
    let x0 = data("x0", [1, 2, 2, 2], latent.values)
    let x1 = data("x1", [1, 2, 2, 2], example.noise, .draw)
    let t = data("t", [1], [example.time])
    let (x, velocity) = trace.pass(prefix) { trace.flow(x0, x1, t) }
    trace.trainingStep(
      of: names, prefix: prefix, nudge: WorkedExample.flowNudge, learningRate: chapter.learningRate
    ) {
      trace.meanSquaredError(
        forward(
          x, t, trace.read(words, heads: Sizes.flowByHand.heads), [Prompt.isReal(example.ids)]),
        velocity)
    }
  }

  private func forward(_ x: Grid, _ t: Grid, _ z: Grid, _ isReal: [[Bool]]) -> Grid {
    let sizes = Sizes.flowByHand
    return trace.textDiT(
      x, t, z, isReal, features: sizes.features, heads: sizes.heads, patch: sizes.patch)
  }

  // excerpt Chapter5.paint
  /// Latents of the flow painted: stretched by the scale, then through the decoder.
  private func paint(_ latents: Grid) {
    let scale = trace.recorded("scale_factor").scalars[0]
    let z = trace.each("z", latents) { $0 * scale }
    _ = trace.vaeDecoder(z, levels: 1, groups: 1)
  }
  // end excerpt

  /// Euler's method in latent space, guided by a prompt, each step painted.
  private func sample(_ asked: [Int], _ prefix: String = "") {
    let ids = [asked, Prompt.empty]
    let words = trace.pass("\(prefix)prompt.") { trace.words(ids) }
    let z = trace.pass("\(prefix)prompt.", parameters: "trained.") {
      trace.read(words, heads: Sizes.flowByHand.heads)
    }
    let isReal = ids.map(Prompt.isReal)
    trace.sample(
      prefix, from: example.samplingNoise, [2, 2, 2], steps: chapter.steps,
      guidance: chapter.guidance, interval: LatentSystem.guided,
      velocity: { x, t in forward(x, t, z, isReal) },
      after: { n, x in trace.pass("\(prefix)step\(n).", parameters: "vae.") { paint(x) } })
  }
}
