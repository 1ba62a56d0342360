import Core
import Numerics

/// One training step of a reference model, and the multiplications that its matrix products do.
struct TrainingStep {
  let name: String
  let multiplications: Double
  /// Whether the model computes in Float; else in Double.
  let isFloat: Bool
  let run: () -> Void

  static func all() -> [TrainingStep] {
    [
      unet(
        "U-Net 609, 4×4, batch 32, Double",
        .init(imageChannels: 1, channels: 2, timeFeatures: 4, levels: 1, groups: 2), edge: 4,
        Double.self),
      unet(
        "U-Net 29,393, 8×8, batch 32",
        .init(imageChannels: 1, channels: 8, timeFeatures: 16, levels: 2, groups: 2), edge: 8,
        Float.self),
      unet(
        "U-Net 116,001, 16×16, batch 32",
        .init(imageChannels: 1, channels: 16, timeFeatures: 32, levels: 2, groups: 4), edge: 16,
        Float.self),
      gpt(
        "GPT 3,584, one sentence, Double",
        .init(vocabulary: 10, length: 8, features: 16, heads: 2, hidden: 64, layers: 1), batch: 1,
        Double.self),
      gpt(
        "GPT 236,928, batch 16",
        .init(vocabulary: 256, length: 64, features: 64, heads: 4, hidden: 256, layers: 4),
        batch: 16, Float.self),
      gpt(
        "transformer 801,792, 16 places, batch 64",
        .init(vocabulary: 16, length: 16, features: 128, heads: 4, hidden: 512, layers: 4),
        batch: 64, Float.self),
    ]
  }

  private static func unet<Element: RealNumber>(
    _ name: String, _ sizes: UNet<Element>.Configuration, edge: Int, _: Element.Type
  ) -> TrainingStep {
    let (random, batch) = (NamedRandom(seed: 16), 32)
    var model = UNet<Element>(sizes)
    model.initialize { StartingValues.usual($0, random) }
    let shape = [batch, sizes.imageChannels, edge, edge]
    let x0: Tensor<Element> = normals(shape, random["x0"])
    let x1: Tensor<Element> = normals(shape, random["x1"])
    let t = Tensor([batch], (0..<batch).map { Element(random["t"].uniform($0)) })
    var optimizer = AdamW<Element>(learningRate: 0.001)
    return TrainingStep(
      name: name, multiplications: Multiplications.unet(sizes, edge: edge, batch: batch),
      isFloat: Element.self == Float.self
    ) {
      model.zeroGradients()
      var flow = Flow<Element>()
      let x = flow.interpolate(x0, x1, t)
      _ = flow.loss(model.forward(x, t))
      flow.backward(&model)
      optimizer.update(&model)
    }
  }

  private static func gpt<Element: RealNumber>(
    _ name: String, _ sizes: Gpt<Element>.Configuration, batch: Int, _: Element.Type
  ) -> TrainingStep {
    let random = NamedRandom(seed: 16)
    var model = Gpt<Element>(sizes)
    model.initialize { StartingValues.usual($0, random) }
    let ids = (0..<batch).map { n in
      (0..<sizes.length).map { i in
        random["ids"].integer(n * sizes.length + i, below: sizes.vocabulary)
      }
    }
    let targets = ids.flatMap { $0.dropFirst() + $0.prefix(1) }
    var optimizer = AdamW<Element>(learningRate: 0.001)
    return TrainingStep(
      name: name, multiplications: Multiplications.gpt(sizes, batch: batch),
      isFloat: Element.self == Float.self
    ) {
      model.zeroGradients()
      var loss = CrossEntropy<Element>()
      _ = loss.forward(model.forward(ids), targets)
      model.backward(loss.backward())
      optimizer.update(&model)
    }
  }

  private static func normals<Element: RealNumber>(_ shape: [Int], _ draws: NamedRandom.Draws)
    -> Tensor<Element>
  {
    Tensor(shape, (0..<shape.reduce(1, *)).map { Element(draws.normal($0)) })
  }
}

/// How many multiplications a step's matrix products do. Each product of the forward pass has two
/// in the backward pass, for its two factors.
enum Multiplications {
  static func gpt<Element>(_ s: Gpt<Element>.Configuration, batch: Int) -> Double {
    let (d, places) = (s.features, s.length)
    let aPlace = s.layers * (4 * d * d + 2 * d * s.hidden) + d * s.vocabulary
    let attention = s.layers * 2 * places * places * d
    return 3 * Double(batch * (places * aPlace + attention))
  }

  static func unet<Element>(_ s: UNet<Element>.Configuration, edge: Int, batch: Int) -> Double {
    var sum = s.timeFeatures / 2 + 2 * s.timeFeatures * s.timeFeatures
    func conv(_ inputs: Int, _ outputs: Int, kernel: Int = 3, _ pixels: Int) {
      sum += inputs * outputs * kernel * kernel * pixels
    }
    func block(_ inputs: Int, _ outputs: Int, _ pixels: Int) {
      conv(inputs, outputs, pixels)
      conv(outputs, outputs, pixels)
      if inputs != outputs { conv(inputs, outputs, kernel: 1, pixels) }
      sum += s.timeFeatures * outputs
    }
    func channels(_ level: Int) -> Int { s.channels << max(0, level - 1) }
    conv(s.imageChannels, s.channels, edge * edge)
    for l in 1...s.levels {
      let (before, here, pixels) = (channels(l - 1), channels(l), (edge * edge) >> (2 * l - 2))
      block(before, here, pixels)
      conv(here, here, pixels / 4)
      conv(here, here, kernel: 2, pixels)  // 4×4 with stride 2: four entries meet an input
      block(2 * here, before, pixels)
    }
    let (deepest, pixels) = (channels(s.levels), (edge * edge) >> (2 * s.levels))
    block(deepest, deepest, pixels)
    block(deepest, deepest, pixels)
    conv(s.channels, s.imageChannels, edge * edge)
    return 3 * Double(batch * sum)
  }
}
