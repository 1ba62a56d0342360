import ChapterKit
import Core
import Dataset
import Numerics
import Terminal

/// Trains them all: the same pictures, noises, times and dropped labels for each.
struct Training: Sendable {
  let random: NamedRandom
  /// On the shapes; the digits, whose steps are longer, get a quarter of them.
  let steps: Int
  static let batch = 32
  static let shapesRate = 0.005
  static let digitsRates = (dit: 0.003, unet: 0.01)

  /// Two at a time; the order of the result does not depend on who is done first. Then what they draw is
  /// measured.
  func all(_ console: Console) async throws -> TrainedModels {
    let (large, small) = (DigitsModel.allCases, ShapesModel.allCases)
    var trained = await TrainedModels.trained(
      steps: steps, seed: random.seed, large.count + small.count
    ) { i in
      i < large.count ? digits(large[i]) : shapes(small[i - large.count])
    }
    console.progress("measuring what they draw, shapes and digits …")
    try Measurements.add(to: &trained)
    try DigitsCell.add(to: &trained)
    return trained
  }

  private func shapes(_ kind: ShapesModel) -> TrainedModels {
    let (model, losses) = shapes(kind.recipe(steps: steps))
    var trained = TrainedModels(steps: steps)
    trained.add(kind.rawValue, model, losses: losses)
    return trained
  }

  /// A model of the shapes, and its losses.
  func shapes(_ recipe: ShapesRecipe) -> (model: DiT<Double>, losses: [Double]) {
    var model = DiT<Double>(recipe.sizes)
    model.initialize { StartingValues.readable($0, random) }
    let pick = random["train.x0"]
    let losses = run(
      &model, [1, 4, 4], recipe.steps, Self.shapesRate, decay: 0.999, dropping: recipe.dropping
    ) { i in
      let n = pick.integer(i, below: ShapeClasses.all.count)
      return (ShapeClasses.all[n].pixels, ShapeClasses.label(of: n))
    }
    return (model, losses)
  }

  private func digits(_ kind: DigitsModel) -> TrainedModels {
    kind == .unet
      ? digits(kind.rawValue, UNet<Float>(DigitsModel.unetSizes), Self.digitsRates.unet)
      : digits(kind.rawValue, DiT<Float>(DigitsModel.ditSizes), Self.digitsRates.dit)
  }

  private func digits<Model: ClassModel<Float>>(
    _ name: String, _ start: Model, _ rate: Double
  ) -> TrainedModels {
    var model = start
    model.initialize { StartingValues.usual($0, random, prefix: "digits.") }
    let digits = Digits(random: random)
    let losses = run(
      &model, [1, Digits.edge, Digits.edge], steps / 4, rate, decay: 0.998, dropping: 0.1
    ) { i in
      let picture = digits.picture(i)
      return (picture.pixels, Int(picture.name) ?? 0)
    }
    var trained = TrainedModels(steps: steps)
    trained.add(name, model, losses: losses)
    return trained
  }

  // excerpt Chapter3.training
  /// The recipe of chapters 1 and 2, with a label for each picture that is dropped now and then.
  private func run<Element, Model: ClassModel<Element>>(
    _ model: inout Model, _ shape: [Int], _ steps: Int, _ rate: Double, decay: Element,
    dropping share: Double,
    picture: (Int) -> (pixels: [Double], label: Int)
  ) -> [Element] {
    let batches = FlowBatches<Element>(
      of: Self.batch, shape: shape, random: random, timing: .logitNormal(mean: 0))
    let (drop, none) = (random["train.drop"], model.classCount)
    let trainer = Trainer<Element>(
      steps: steps, learningRate: rate, schedule: .cosine(warmUp: min(100, steps / 10)),
      clipping: 1, averaging: decay)
    let losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, step in
        let batch = (step * Self.batch..<(step + 1) * Self.batch).map(picture)
        let labels = batch.indices.map { n in
          drop.uniform(step * Self.batch + n) < share ? none : batch[n].label
        }
        return batches.loss(&model, labels, step: step) { batch[$0 - step * Self.batch].pixels }
      })
    return losses
  }
  // end excerpt
}

extension TrainedModels {
  /// A model of the sixteen shapes.
  ///
  /// - Throws: `Failure.badData` if the models lack it.
  func shapes(_ kind: ShapesModel) throws -> DiT<Double> {
    try model(kind.rawValue, DiT<Double>(kind.sizes))
  }
}
