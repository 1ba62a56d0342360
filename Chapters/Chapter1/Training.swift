import Core
import Dataset
import Numerics

/// The small U-Net, trained on the twelve 4×4 shapes from the same start as the worked step.
struct ShapesTraining: Sendable {
  /// What the times of a rival model are multiplied by; else it is trained alike.
  static let rivalScale = 1000.0
  let losses: [Double]
  let model: UNet<Double>
  /// The trained parameters with two decimals: what sampling by hand uses.
  var rounded: UNet<Double> { model.twoDecimals }
  static let batch = 32
  static let learningRate = 0.01
  static let averaging = 0.999

  /// - Parameter timeScale: What t is multiplied by before it becomes waves.
  init(_ chapter: Chapter1, timeScale: Double = 1, progress: (Int) -> Void = { _ in }) {
    let random = chapter.common.random
    let (pick, shapes) = (random["train.x0"], TinyShapes.all)
    let batches = FlowBatches<Double>(
      of: Self.batch, shape: [1, 4, 4], random: random, timing: .logitNormal)
    let trainer = Trainer<Double>(
      steps: chapter.shapesSteps, learningRate: Self.learningRate,
      schedule: .cosine(warmUp: min(100, chapter.shapesSteps / 10)),
      clipping: 1, averaging: Self.averaging)
    var model = chapter.model.timed(by: timeScale)
    losses = trainer.run(&model) { done in
      if done % 100 == 0 || done == trainer.steps { progress(done) }
    } loss: { model, step in
      batches.loss(&model, [], step: step) { shapes[pick.integer($0, below: shapes.count)].pixels }
    }
    self.model = model
  }
}

extension UNet<Double> {
  /// A model with the same parameters, whose clock is so many times as fast.
  func timed(by scale: Double) -> Self {
    var configuration = configuration
    configuration.timeScale = scale
    var copy = Self(configuration)
    let own = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value.values) })
    copy.initialize { own[$0.name] ?? [] }
    return copy
  }
}

/// A larger U-Net with two levels, in Float, trained on digits.
struct DigitsTraining: Sendable {
  let losses: [Float]
  let data: [Picture]
  let samples: [Picture]
  /// Samples that a judge reads without doubt, of how many; and the same of fresh data. None for MNIST.
  let reading: (samples: Int, data: Int, count: Int)?
  let parameterCount: Int
  let isMNIST: Bool
  static let configuration = UNet<Float>.Configuration(
    imageChannels: 1, channels: 8, timeFeatures: 16, levels: 2, groups: 4)
  static let batch = 32
  static let learningRate = 0.01
  static let shown = 24
  static let judged = 300
  /// A digit is read if the nearest picture of any other digit is so many times as far.
  static let margin = 1.5

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
    let batches = FlowBatches<Float>(
      of: Self.batch, shape: shape, random: random, timing: .logitNormal)
    let trainer = Trainer<Float>(
      steps: chapter.digitsSteps, learningRate: Self.learningRate,
      schedule: .cosine(warmUp: min(50, chapter.digitsSteps / 10)),
      clipping: 1, averaging: 0.998)
    losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, step in batches.loss(&model, [], step: step) { picture($0).pixels } })
    parameterCount = model.parameterCount
    isMNIST = chapter.mnist != nil
    let drawn = Self.samples(
      of: model, shape, count: isMNIST ? Self.shown : Self.judged, random["digits.sample"])
    samples = Array(drawn.prefix(Self.shown))
    reading =
      isMNIST ? nil : Self.read(drawn, (0..<Self.judged).map { digits.picture(1_000_000 + $0) })
  }

  /// How many of the samples, and how many of as many fresh pictures of the data, a judge reads.
  private static func read(_ samples: [Picture], _ data: [Picture]) -> (
    samples: Int, data: Int, count: Int
  ) {
    let judge = Judge(of: Digits.family)
    func count(_ pictures: [Picture]) -> Int {
      pictures.filter { judge.verdict(on: $0.pixels).margin >= margin }.count
    }
    return (count(samples), count(data), samples.count)
  }

  private static func samples(
    of model: UNet<Float>, _ shape: [Int], count: Int, _ draws: NamedRandom.Draws
  ) -> [Picture] {
    let size = shape.reduce(1, *)
    let noise = Tensor<Float>(
      [count] + shape, (0..<count * size).map { Float(draws.normal($0)) })
    let path = Solver.heun.trajectory(from: noise, steps: 16, model.velocity)
    return (0..<count).map { n in
      let pixels = path[16].values[n * size..<(n + 1) * size].map { Double($0) }
      return Picture(name: "sample \(n)", rows: shape[1], columns: shape[2], pixels: pixels)
    }
  }
}
