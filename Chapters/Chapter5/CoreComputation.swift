import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter in the core: the same steps with tensors. It shares nothing with the work by hand
/// but the starting numbers, and the gradients that AdamW starts from.
struct CoreComputation {
  let recorder: Recorder<Double>
  /// For the gradients found by hand, and nothing else.
  let trace: Trace
  let chapter: Chapter5

  private var example: WorkedCaption { WorkedCaption(random: chapter.common.random) }

  func all(_ trained: SmallModels) {
    trainVAE()
    fiveDistributions()
    Self.bound(WorkedExample.oneNumber, recorder)
    checkerboard()
    for p in trained.words.parameters where p.role == .table { recorder.record(p.name, p.value) }
    recorder.take(trained.vae, prefix: "vae.")
    recorder.record("scale_factor", Tensor(scalar: trained.scale))
    trainFlow(trained)
    recorder.take(trained.flow, prefix: "trained.")
    sample(trained, chapter.prompt.ids)
    for walk in OtherWalk.all { sample(trained, walk.ids, walk.prefix) }
  }

  private func trainVAE() {
    let x = Tensor([1, 3, 4, 4], example.pixels)
    let eps = Tensor([1, 2, 2, 2], example.eps)
    recorder.record("x", x)
    recorder.record("eps", eps)
    var model = chapter.model
    recorder.trainingStep(
      of: &model, learningRate: chapter.learningRate, gradients: trace.gradients(of: model),
      pass: { _ = $0.loss(x, noise: eps, beta: WorkedExample.beta, recorder) },
      backward: { $0.backward(recorder) })
    recorder.nudged(WorkedExample.nudge, chapter.model) {
      _ = $0.loss(x, noise: eps, beta: WorkedExample.beta, recorder)
    }
  }

  private func fiveDistributions() {
    let known = WorkedExample.distributions
    let n = known.count
    let mean = Tensor([n], known.map(\.0))
    let std = Tensor([n], known.map(\.1))
    let variance = std * std
    let logvar = variance.map { Double.log($0) }
    recorder.pass("known.") {
      recorder.record("mean", mean)
      recorder.record("std", std)
      recorder.record("variance", variance)
      recorder.record("logvar", logvar)
      recorder.record("kl", (mean * mean + variance).zip(logvar) { 0.5 * ($0 - 1 - $1) })
    }
  }

  private func checkerboard() {
    let x = Tensor<Double>([1, 1, 4, 4], repeating: 1)
    var transposed = ConvTranspose2d<Double>("transposed", 1, 1, kernel: 3, stride: 2, padding: 0)
    var conv = Conv2d<Double>("conv", 1, 1)
    for p in transposed.parameters + conv.parameters {
      recorder.record("checker.\(p.name)", ones(p))
    }
    transposed.forEachParameter { $0.value = ones($0) }
    conv.forEachParameter { $0.value = ones($0) }
    recorder.pass("checker.") {
      recorder.record("x", x)
      _ = transposed.forward(x, recorder)
      _ = conv.forward(UpsampleNearest(scale: 2).forward(x), recorder)
    }
  }

  /// Kernels of ones, biases of zeros.
  private func ones(_ p: Parameter<Double>) -> Tensor<Double> {
    Tensor(p.value.shape, repeating: p.role == .weight ? 1 : 0)
  }
}

/// The flow on latents.
extension CoreComputation {
  private func latent(_ trained: SmallModels) -> Tensor<Double> {
    var vae = trained.vae
    let scale = LatentScale(factor: Tensor(scalar: trained.scale))
    var scaled = Tensor<Double>([0])
    recorder.pass("latent.") {
      let x = Tensor([1, 3, 4, 4], example.pixels)
      recorder.record("x", x)
      scaled = scale.scaled(vae.encode(x, recorder).mean)
      recorder.record("scaled", scaled)
    }
    return scaled
  }

  private func trainFlow(_ trained: SmallModels) {
    let (x0, x1) = (latent(trained), Tensor([1, 2, 2, 2], example.noise))
    let t = Tensor([1], [example.time])
    var (model, words, flow) = (trained.flowStart, trained.words, Flow<Double>())
    let prefix = "flow."
    let prompt = TextDiT<Double>.Prompt(
      words: words.embed([example.ids], recorder), isReal: [Prompt.isReal(example.ids)])
    let start = model
    var x = x0
    recorder.pass(prefix) {
      recorder.record("x0", x0)
      recorder.record("x1", x1)
      recorder.record("t", t)
      x = flow.interpolate(x0, x1, t, recorder)
    }
    recorder.trainingStep(
      of: &model, prefix: prefix, learningRate: chapter.learningRate,
      gradients: trace.gradients(of: model, prefix: prefix),
      pass: { _ = flow.loss($0.forward(x, t, prompt, recorder), recorder) },
      backward: { flow.backward(&$0, recorder) })
    recorder.nudged(WorkedExample.flowNudge, prefix: prefix, start) {
      _ = flow.loss($0.forward(x, t, prompt, recorder), recorder)
    }
  }

  private func paint(_ x: Tensor<Double>, _ trained: SmallModels) {
    var vae = trained.vae
    let z = LatentScale(factor: Tensor(scalar: trained.scale)).restored(x)
    recorder.record("z", z)
    _ = vae.decode(z, recorder)
  }

  private func sample(_ trained: SmallModels, _ asked: [Int], _ prefix: String = "") {
    let ids = [asked, Prompt.empty]
    var words = trained.words
    var both = TextDiT<Double>.Prompt(words: Tensor([0]), isReal: ids.map(Prompt.isReal))
    recorder.pass("\(prefix)prompt.") {
      both.words = words.embed(ids, recorder)
      both = trained.flow.reading(both, recorder)
    }
    let guidance = Guidance(scale: chapter.guidance, interval: LatentSystem.guided)
    recorder.sample(
      prefix, from: Tensor([1, 2, 2, 2], example.samplingNoise), steps: chapter.steps,
      guidance: chapter.guidance,
      velocity: { x, t in guidance.velocity(of: trained.flow, both: both, x, t, recorder) },
      after: { _, x in paint(x, trained) })
  }
}
