import ByHand
import ChapterKit
import Core
import Numerics
import Testing

/// A whole training step of the smallest VAE, by hand and in the core.
@Suite struct VAETwinTests {
  static let sizes = VAE<Double>.Configuration(
    imageChannels: 3, latentChannels: 2, channels: 2, levels: 1, groups: 1)

  func step(seed: UInt64, batch: Int) -> (trace: Trace, twins: Comparison) {
    let (random, sizes) = (NamedRandom(seed: seed), Self.sizes)
    var model = VAE<Double>(sizes)
    model.initialize { StartingValues.readable($0, random) }
    func drawn(_ name: String, _ shape: [Int]) -> Tensor<Double> {
      let draws = random[name]
      return Tensor(
        shape, (0..<shape.reduce(1, *)).map { draws.normal($0).roundedToTwoDecimals })
    }
    let (x, eps) = (drawn("x", [batch, 3, 4, 4]), drawn("eps", [batch, 2, 2, 2]))
    let (beta, rate) = (0.01, 0.01)

    let trace = Trace()
    trace.take(model)
    let hand = (
      x: trace.given(.data, "x", x.shape, x.values),
      eps: trace.given(.draw, "eps", eps.shape, eps.values)
    )
    func loss() -> Scalar {
      let (mean, logvar) = trace.vaeEncoder(hand.x, levels: 1, groups: 1)
      let z = trace.reparameterize(mean, logvar, hand.eps)
      let picture = trace.vaeDecoder(z, levels: 1, groups: 1)
      return trace.vaeLoss(picture, hand.x, trace.kl(mean, logvar), beta: beta)
    }
    trace.backward(from: loss())
    trace.adamW(model.parameters.map(\.name), learningRate: rate)
    trace.pass("second.", parameters: "updated.") { _ = loss() }

    let recorder = Recorder<Double>()
    recorder.record("x", x)
    recorder.record("eps", eps)
    recorder.trainingStep(
      of: &model, learningRate: rate, gradients: trace.gradients(of: model),
      pass: { _ = $0.loss(x, noise: eps, beta: beta, recorder) },
      backward: { $0.backward(recorder) })
    return (trace, Comparison(byHand: trace, core: recorder))
  }

  @Test(arguments: [(1, 1), (2, 1), (77, 2)])
  func `by hand and core agree for every name, whatever the seed`(seed: UInt64, batch: Int) throws {
    let (trace, twins) = step(seed: seed, batch: batch)
    let checks = try twins.verify()
    let names = checks.map(\.name)
    for name in ["std", "z", "kl.term", "grad.encoder.4", "grad.variance", "grad.x", "grad.eps"] {
      #expect(names.contains(name))
    }
    let exact = checks.filter { !$0.name.hasPrefix("grad.") }
    #expect(exact.allSatisfy { $0.equal == $0.computed && $0.share == 0 })
    #expect(checks.allSatisfy { $0.share < 1 })
    #expect(trace.recorded("second.loss").values[0] < trace.recorded("loss").values[0])
  }

  @Test func `the noise is what a deviation's gradient is multiplied by`() throws {
    let (trace, _) = step(seed: 3, batch: 1)
    let (std, z) = (trace.recorded("grad.std"), trace.recorded("grad.z"))
    let (eps, latent) = (trace.recorded("eps"), trace.recorded("logvar"))
    for i in std.values.indices { #expect(std.values[i] == z.values[i] * eps.values[i]) }
    // Three steps read a logarithm of a variance: the draw, the variance, and the KL's term.
    #expect(latent.scalars.allSatisfy { trace.terms(of: $0.id).count == 3 })
  }
}
