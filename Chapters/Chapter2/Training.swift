import ChapterKit
import Core
import Dataset
import Numerics

/// Trains them all: the same pictures, noises and times for each.
struct Training: Sendable {
  let random: NamedRandom
  /// On the shapes; the digits, whose steps are longer, get half as many.
  let steps: Int
  static let batch = 32
  static let shapesRate = 0.005
  /// How many times as long the transformer that walks learns, so that its walks arrive.
  static let patience = 6
  /// The transformers' and the U-Net's.
  static let digitsRates = (dit: 0.003, unet: 0.01)

  /// Two at a time; the order of the result does not depend on who is done first.
  func all() async -> TrainedModels {
    let large = DigitsModel.allCases
    return await TrainedModels.trained(steps: steps, seed: random.seed, large.count + 1) { i in
      i < large.count ? digits(large[i]) : shapes()
    }
  }

  /// The transformer that walks: the worked step's, with a second block.
  private func shapes() -> TrainedModels {
    let longer = Training(random: random, steps: Self.patience * steps)
    let (model, losses) = longer.shapes(DiT<Double>(ShapesModel.deep.sizes), Self.shapesRate)
    var trained = TrainedModels(steps: steps)
    trained.add(ShapesModel.deep.rawValue, model, losses: losses)
    return trained
  }

  /// A model of the shapes, and its losses.
  func shapes<Model: ClassModel<Double>>(_ start: Model, _ rate: Double)
    -> (model: Model, losses: [Double])
  {
    var model = start
    model.initialize { StartingValues.readable($0, random) }
    let (pick, pictures) = (random["train.x0"], TinyShapes.all)
    let losses = run(&model, [1, 4, 4], steps, rate, decay: 0.999) {
      pictures[pick.integer($0, below: pictures.count)].pixels
    }
    return (model, losses)
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
      of: Self.batch, shape: shape, random: random, timing: .logitNormal(mean: 0))
    let trainer = Trainer<Element>(
      steps: steps, learningRate: rate, schedule: .cosine(warmUp: min(100, steps / 10)),
      clipping: 1, averaging: decay)
    return trainer.run(
      &model, progress: { _ in },
      loss: { model, step in batches.loss(&model, [], step: step, picture: picture) })
  }
  // end excerpt
}

extension TrainedModels {
  /// The transformer that walks.
  ///
  /// - Throws: `Failure.badData` if the models lack it.
  var deep: DiT<Double> {
    get throws { try model(ShapesModel.deep.rawValue, DiT<Double>(ShapesModel.deep.sizes)) }
  }
}
