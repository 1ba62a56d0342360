import Core
import Dataset
import Numerics

/// The small U-Net, trained on the twelve 4×4 shapes from the same start as the worked step.
struct ShapesTraining: Sendable {
  let losses: [Double]
  let model: UNet<Double>
  /// The trained parameters with two decimals: what sampling by hand uses.
  var rounded: UNet<Double> { model.twoDecimals }
  static let batch = 32
  static let learningRate = 0.02

  init(_ chapter: Chapter1, progress: (Int) -> Void = { _ in }) {
    let random = chapter.common.random
    let (pick, shapes) = (random["train.x0"], TinyShapes.all)
    let batches = FlowBatches<Double>(of: Self.batch, shape: [1, 4, 4], random: random)
    let trainer = Trainer<Double>(
      steps: chapter.shapesSteps, learningRate: Self.learningRate, schedule: .heldThenLowered)
    var model = chapter.model
    losses = trainer.run(&model) { done in
      if done % 100 == 0 || done == trainer.steps { progress(done) }
    } loss: { model, step in
      batches.loss(&model, step: step) { shapes[pick.integer($0, below: shapes.count)].pixels }
    }
    self.model = model
  }
}

/// A larger U-Net with two levels, in Float, trained on digits.
struct DigitsTraining: Sendable {
  let losses: [Float]
  let data: [Picture]
  let samples: [Picture]
  let parameterCount: Int
  let isMNIST: Bool
  static let configuration = UNet<Float>.Configuration(
    imageChannels: 1, channels: 8, timeFeatures: 16, levels: 2, groups: 4)
  static let batch = 32
  static let learningRate = 0.01
  static let shown = 24

  var edge: Int { data[0].columns }

  init(_ chapter: Chapter1) {
    let random = chapter.common.random
    let (digits, pick) = (Digits(random: random), random["digits.x0"])
    func picture(_ i: Int) -> Picture {
      guard let mnist = chapter.mnist else { return digits.picture(i) }
      return mnist[pick.integer(i, below: mnist.count)]
    }
    data = (0..<Self.shown).map(picture)
    let shape = [1, data[0].rows, data[0].columns]
    var model = UNet<Float>(Self.configuration)
    model.initialize { StartingValues.usual($0, random, prefix: "digits.") }
    let batches = FlowBatches<Float>(of: Self.batch, shape: shape, random: random)
    let trainer = Trainer<Float>(
      steps: chapter.digitsSteps, learningRate: Self.learningRate, schedule: .heldThenLowered)
    losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, step in batches.loss(&model, step: step) { picture($0).pixels } })
    parameterCount = model.parameterCount
    isMNIST = chapter.mnist != nil
    samples = Self.samples(of: model, shape, random["digits.sample"])
  }

  private static func samples(of model: UNet<Float>, _ shape: [Int], _ draws: NamedRandom.Draws)
    -> [Picture]
  {
    let size = shape.reduce(1, *)
    let noise = Tensor<Float>(
      [shown] + shape, (0..<shown * size).map { Float(draws.normal($0)) })
    let path = Solver.heun.trajectory(from: noise, steps: 16, model.velocity)
    return (0..<shown).map { n in
      let pixels = path[16].values[n * size..<(n + 1) * size].map { Double($0) }
      return Picture(name: "sample \(n)", rows: shape[1], columns: shape[2], pixels: pixels)
    }
  }
}
