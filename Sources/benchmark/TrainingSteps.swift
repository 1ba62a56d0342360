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
      dit(
        "DiT, 16×16×3, batch 64, all of it",
        .init(
          size: 16, patch: 4, imageChannels: 3, features: 128, heads: 4, hidden: 512, layers: 4)),
    ]
  }

  private static func unet<Element: RealNumber>(
    _ name: String, _ sizes: UNet<Element>.Configuration, edge: Int, _: Element.Type
  ) -> TrainingStep {
    let (random, batch) = (NamedRandom(seed: 16), 32)
    var model = UNet<Element>(sizes)
    model.initialize { StartingValues.usual($0, random) }
    let shape = [batch, sizes.imageChannels, edge, edge]
    let x0 = Tensor<Element>(shape, normals: random["x0"])
    let x1 = Tensor<Element>(shape, normals: random["x1"])
    let t = Tensor([batch], (0..<batch).map { Element(random["t"].uniform($0)) })
    var optimizer = AdamW<Element>(learningRate: 0.001)
    return TrainingStep(
      name: name, multiplications: Double(3 * batch * sizes.multiplications(edge: edge)),
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

  /// With drawing noise, clipping and averaging, as a training does.
  private static func dit(_ name: String, _ sizes: DiT<Float>.Configuration) -> TrainingStep {
    let (random, batch) = (NamedRandom(seed: 16), 64)
    var model = DiT<Float>(sizes)
    model.initialize { StartingValues.usual($0, random) }
    let shape = [sizes.imageChannels, sizes.size, sizes.size]
    let batches = FlowBatches<Float>(of: batch, shape: shape, random: random)
    let picture = (0..<shape.reduce(1, *)).map { random["x0"].uniform($0) }
    let trainer = Trainer<Float>(
      steps: 1, learningRate: 0.001, clipping: 1, averaging: 0.999)
    return TrainingStep(
      name: name, multiplications: Double(3 * batch * sizes.multiplications), isFloat: true
    ) {
      _ = trainer.run(&model, progress: { _ in }) { model, step in
        batches.loss(&model, [], step: step) { _ in picture }
      }
    }
  }

  /// One that is as wide as asked, and how many parameters it has.
  static func gpt(width: Int) -> (parameters: Int, TrainingStep) {
    let sizes = Gpt<Float>.Configuration(
      vocabulary: 64, length: 32, features: width, heads: 4, hidden: 4 * width, layers: 2)
    var parameters = 0
    var model = Gpt<Float>(sizes)
    model.forEachParameter { parameters += $0.value.count }
    return (parameters, gpt("GPT \(parameters)", sizes, batch: 4, Float.self))
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
      name: name, multiplications: Double(3 * batch * sizes.multiplications),
      isFloat: Element.self == Float.self
    ) {
      model.zeroGradients()
      var loss = CrossEntropy<Element>()
      _ = loss.forward(model.forward(ids), targets)
      model.backward(loss.backward())
      optimizer.update(&model)
    }
  }
}
