import Core
import Numerics
import Testing

@Suite struct GuidanceTests {
  let random = NamedRandom(seed: 31)

  func tensor(_ name: String, _ shape: [Int]) -> Tensor<Double> {
    let draws = random[name]
    return Tensor(shape, (0..<shape.reduce(1, *)).map(draws.normal))
  }

  func dit() -> DiT<Double> {
    var sizes = DiT<Double>.Configuration(
      size: 4, patch: 2, imageChannels: 1, features: 8, heads: 2, hidden: 6, layers: 1)
    sizes.classes = 3
    var model = DiT<Double>(sizes)
    model.initialize { p in tensor(p.name, p.value.shape).map { 0.4 * $0 }.values }
    return model
  }

  @Test func `both answers of a batch are those of single passes, to the last bit`() {
    let (model, x) = (dit(), tensor("x", [2, 1, 4, 4]))
    func ask(_ labels: [Int]) -> Tensor<Double> {
      var model = model
      return model.forward(x, Tensor([2], repeating: 0.3), labels)
    }
    let (asked, free) = (ask([2, 0]), ask([3, 3]))
    func guided(_ w: Double) -> Tensor<Double> {
      Guidance(scale: w).velocity(of: model, [2, 0], x, 0.3)
    }
    #expect(guided(0) == free && asked != free)
    #expect(zip(guided(1).values, asked.values).allSatisfy { ($0 - $1).magnitude < 1e-14 })
    let three = zip(asked.values, free.values).map { $1 + 3 * ($0 - $1) }
    #expect(guided(3).values == three)
  }

  @Test func `at times outside its interval the model's own answer is taken`() {
    let (model, x) = (dit(), tensor("x", [2, 1, 4, 4]))
    func velocity(_ t: Double, _ guidance: Guidance<Double>) -> Tensor<Double> {
      guidance.velocity(of: model, [2, 0], x, t)
    }
    let limited = Guidance(scale: 3, interval: 0.3...0.9)
    for (t, isGuided) in [(1.0, false), (0.9, true), (6.0 / 20, true), (0.29, false)] {
      #expect(velocity(t, limited) == velocity(t, Guidance(scale: isGuided ? 3 : 1)), "\(t)")
      #expect(velocity(t, limited) != velocity(t, Guidance(scale: isGuided ? 1 : 3)), "\(t)")
    }
  }

  @Test func `without labels a model answers as if asked for none`() {
    let (x, t) = (tensor("x", [2, 1, 4, 4]), Tensor<Double>([2], [0.2, 0.9]))
    var (silent, none) = (dit(), dit())
    #expect(silent.forward(x, t) == none.forward(x, t, [3, 3]))
  }

  @Test func `only rows that were looked up get a gradient, that of central differences`() throws {
    var unet = UNet<Double>.Configuration(
      imageChannels: 1, channels: 2, timeFeatures: 4, levels: 1, groups: 1)
    unet.classes = 3
    var small = UNet<Double>(unet)
    small.initialize { p in tensor(p.name, p.value.shape).map { 0.4 * $0 }.values }
    try check(dit())
    try check(small)
  }

  func check<Model: ClassModel<Double>>(_ start: Model) throws {
    var model = start
    let labels = [1, 3]
    let (x, t) = (tensor("x", [2, 1, 4, 4]), Tensor<Double>([2], [0.2, 0.9]))
    let probe = tensor("probe", x.shape)
    let before = model
    _ = model.forward(x, t, labels, nil)
    model.backward(probe, nil)
    let name = "class_embed.embed.weight"
    let gradient = try #require(model.parameters.first { $0.name == name }).gradient
    for row in 0..<4 {
      func value(_ h: Double) -> Double {
        var copy = before
        copy.forEachParameter { if $0.name == name { $0.value[row, 1] += h } }
        return (copy.forward(x, t, labels, nil) * probe).values.reduce(0, +)
      }
      let slope = (value(1e-5) - value(-1e-5)) / 2e-5
      #expect((slope - gradient[row, 1]).magnitude < 1e-7)
      #expect((gradient[row, 1] == 0) == ![1, 3].contains(row))
    }
  }
}
