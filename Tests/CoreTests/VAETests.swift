import Core
import Numerics
import Testing

@Suite struct VAETests {
  /// The divergences of normal distributions that a page works out.
  @Test(arguments: [
    (0.0, 1.0, 0.0), (1, 1, 0.5), (0, 0.5, 0.3181), (0, 2, 0.8069), (2, 0.5, 2.3181),
  ])
  func `a divergence that is known`(mean: Double, std: Double, expected: Double) {
    var kl = KL<Double>()
    let shape = [1, 1, 1, 1]
    let value = kl.forward(Tensor(shape, [mean]), Tensor(shape, [2 * Double.log(std)]))
    #expect((value - expected).magnitude < 5e-5)
  }

  @Test func `a draw without deviation is the mean, and the noise's size is the deviation's`() {
    var draw = Reparameterization<Double>()
    let (mean, noise) = (Tensor<Double>([2], [0.3, -2]), Tensor<Double>([2], [1.5, -1]))
    #expect(draw.forward(mean, Tensor([2], [-2000, -2000]), noise) == mean)
    let wide = draw.forward(mean, Tensor([2], repeating: 2 * Double.log(3)), noise) - mean
    #expect((wide - 3 * noise).values.allSatisfy { $0.magnitude < 1e-14 })
  }

  /// Channel 0 is 2 ± 1 and channel 1 is 20 ± 10; all together 11 ± √131.5.
  @Test func `scaled latents spread as far as noise, as a whole or channel by channel`() {
    let z = Tensor<Double>([2, 2, 1, 2], [1, 3, 10, 30, 3, 1, 30, 10])
    let (whole, each) = (LatentScale(of: z), LatentScale(of: z, perChannel: true))
    #expect(each.factor == Tensor([2], [1, 10]))
    #expect(each.scaled(z).values == [1, 3, 1, 3, 3, 1, 3, 1])
    #expect(whole.factor == Tensor(scalar: 131.5.squareRoot()))
    for scale in [whole, each] {
      let again = scale.restored(scale.scaled(z))
      #expect((again - z).values.allSatisfy { $0.magnitude < 1e-14 })
    }
  }

  /// Each convolution's recording says how many windows there are, its weight how large they are.
  @Test(arguments: 1...3)
  func `multiplications are those of all convolutions`(levels: Int) throws {
    var model = VAE<Double>(
      .init(imageChannels: 3, latentChannels: 2, channels: 4, levels: levels, groups: 2))
    let recorder = Recorder<Double>()
    let (mean, _) = model.encode(Tensor([1, 3, 16, 16]), recorder)
    #expect(mean.shape == [1, 2, 16 >> levels, 16 >> levels])
    #expect(model.decode(mean, recorder).shape == [1, 3, 16, 16])
    var sums = ["encoder": 0, "decoder": 0]
    for p in model.parameters where p.value.shape.count == 4 {
      let y = try #require(recorder[String(p.name.dropLast(".weight".count))])
      sums[String(p.name.prefix(7)), default: 0] += p.value.count * y.shape[2] * y.shape[3]
    }
    let counted = model.configuration.multiplications(edge: 16)
    #expect(counted.encoder == sums["encoder"] && counted.decoder == sums["decoder"])
  }
}
