import ChapterKit
import Core
import Dataset
import Numerics

/// What is trained on the twelve 4×4 shapes: the transformer of this chapter, relatives that differ from
/// it in one thing, and two U-Nets.
enum ShapesModel: String, CaseIterable {
  case dit, patch1, patch4, scaled, added, concatenated, unplaced, wide
  /// About as many parameters as `dit`, and about as many multiplications as `wide`.
  case unet
  /// Chapter 1's.
  case smallUnet

  /// The transformer's sizes.
  var sizes: DiT<Double>.Configuration {
    let patch = self == .patch1 ? 1 : self == .patch4 ? 4 : 2
    let width = self == .wide ? 16 : 8
    var sizes = DiT<Double>.Configuration(
      size: 4, patch: patch, imageChannels: 1, features: width, heads: 2, hidden: 2 * width,
      layers: 1)
    if self == .scaled { sizes.timeScale = 1000 }
    if self == .added { sizes.conditioning = .added }
    if self == .concatenated { sizes.conditioning = .concatenated }
    sizes.hasPositions = self != .unplaced
    return sizes
  }

  /// The sizes of a U-Net, where it is one.
  var unetSizes: UNet<Double>.Configuration? {
    switch self {
    case .unet: .init(imageChannels: 1, channels: 3, timeFeatures: 4, levels: 1, groups: 1)
    case .smallUnet: .init(imageChannels: 1, channels: 2, timeFeatures: 4, levels: 1, groups: 1)
    default: nil
    }
  }
}

/// What is trained on 8×8 digits, in 32 bits.
enum DigitsModel: String, CaseIterable {
  case small = "digits"
  case large = "digits_large"
  case unet = "digits_unet"

  /// The transformer's sizes.
  var sizes: DiT<Float>.Configuration {
    let (width, layers) = self == .large ? (64, 3) : (32, 2)
    var sizes = DiT<Float>.Configuration(
      size: Digits.edge, patch: 2, imageChannels: 1, features: width, heads: 4,
      hidden: 2 * width, layers: layers)
    sizes.timeScale = 1000
    return sizes
  }

  static let unetSizes = UNet<Float>.Configuration(
    imageChannels: 1, channels: 8, timeFeatures: 16, levels: 2, groups: 4)
}

/// Trains them all: the same pictures, noises and times for each.
struct Training: Sendable {
  let random: NamedRandom
  /// On the shapes; the digits, whose steps are longer, get half as many.
  let steps: Int
  static let batch = 32
  static let shapesRate = 0.005
  /// The transformers' and the U-Net's.
  static let digitsRates = (dit: 0.003, unet: 0.01)

  /// Two at a time; the order of the result does not depend on who is done first.
  func all() async -> TrainedModels {
    let (large, small) = (DigitsModel.allCases, ShapesModel.allCases)
    return await TrainedModels.trained(steps: steps, large.count + small.count) { i in
      i < large.count ? digits(large[i]) : shapes(small[i - large.count])
    }
  }

  private func shapes(_ kind: ShapesModel) -> TrainedModels {
    if let sizes = kind.unetSizes { return shapes(kind.rawValue, UNet<Double>(sizes)) }
    return shapes(kind.rawValue, DiT<Double>(kind.sizes))
  }

  /// From the start of the worked step, where the model is the same.
  private func shapes<Model: ClassModel<Double>>(_ name: String, _ start: Model)
    -> TrainedModels
  {
    var model = start
    model.initialize { StartingValues.readable($0, random) }
    let (pick, pictures) = (random["train.x0"], TinyShapes.all)
    let losses = run(&model, [1, 4, 4], steps, Self.shapesRate, decay: 0.999) {
      pictures[pick.integer($0, below: pictures.count)].pixels
    }
    var trained = TrainedModels(steps: steps)
    trained.add(name, model, losses: losses)
    return trained
  }

  private func digits(_ kind: DigitsModel) -> TrainedModels {
    kind == .unet
      ? digits(kind.rawValue, UNet<Float>(DigitsModel.unetSizes), Self.digitsRates.unet)
      : digits(kind.rawValue, DiT<Float>(kind.sizes), Self.digitsRates.dit)
  }

  private func digits<Model: ClassModel<Float>>(
    _ name: String, _ start: Model, _ rate: Double
  ) -> TrainedModels {
    var model = start
    model.initialize { StartingValues.usual($0, random, prefix: "digits.") }
    let digits = Digits(random: random)
    let losses = run(&model, [1, Digits.edge, Digits.edge], steps / 2, rate, decay: 0.998) {
      digits.picture($0).pixels
    }
    var trained = TrainedModels(steps: steps)
    trained.add(name, model, losses: losses)
    return trained
  }

  // excerpt Chapter2.training
  /// The recipe of chapter 1: times where the question is hard, a rate that falls along a cosine,
  /// clipping at 1, averaged weights.
  private func run<Element, Model: ClassModel<Element>>(
    _ model: inout Model, _ shape: [Int], _ steps: Int, _ rate: Double, decay: Element,
    picture: (Int) -> [Double]
  ) -> [Element] {
    let batches = FlowBatches<Element>(
      of: Self.batch, shape: shape, random: random, timing: .logitNormal)
    let trainer = Trainer<Element>(
      steps: steps, learningRate: rate, schedule: .cosine(warmUp: min(100, steps / 10)),
      clipping: 1, averaging: decay)
    return trainer.run(
      &model, progress: { _ in },
      loss: { model, step in batches.loss(&model, [], step: step, picture: picture) })
  }
  // end excerpt
}
