import ChapterKit
import Core
import Dataset
import Numerics

/// A larger U-Net with two levels, in Float, trained on digits.
struct DigitsTraining: Sendable {
  let steps: Int
  /// The mean losses of equal parts of the training.
  let losses: [Double]
  let model: UNet<Float>
  static let batch = 32
  static let learningRate = 0.01

  init(_ chapter: Chapter1, steps: Int) {
    let (random, shape) = (chapter.common.random, chapter.digits.shape)
    var model = UNet<Float>(Sizes.digits)
    model.initialize { StartingValues.usual($0, random, prefix: "digits.") }
    let batches = FlowBatches<Float>(
      of: Self.batch, shape: shape, random: random, timing: .logitNormal(mean: 0))
    let trainer = Trainer<Float>(
      steps: steps, learningRate: Self.learningRate,
      schedule: .cosine(warmUp: min(50, steps / 10)), clipping: 1, averaging: 0.998)
    let losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, step in
        batches.loss(&model, [], step: step) { chapter.digits.picture($0).pixels }
      })
    self.steps = steps
    self.losses = losses.parts(of: max(1, steps / 100)).map { part in
      Double(part.reduce(0, +)) / Double(part.count)
    }
    self.model = model
  }

  /// The training that is saved.
  ///
  /// - Throws: `Failure.badData` if the file lacks it.
  init(of saved: TrainedModels) throws {
    model = try saved.model("digits", UNet(Sizes.digits))
    losses = try saved.numbers("losses of digits")
    steps = Chapter1.digitsSteps(saved.steps)
  }

  func save(to models: inout TrainedModels) {
    models.add("digits", model)
    models.add("losses of digits", losses)
  }
}

/// The pictures that the larger U-Net learns: digits drawn with random strokes, or MNIST's.
struct DigitPictures: Sendable {
  let mnist: [Picture]?
  private let digits: Digits
  private let pick: NamedRandom.Draws

  init(mnist: [Picture]?, random: NamedRandom) {
    self.mnist = mnist
    (digits, pick) = (Digits(random: random), random["digits.x0"])
  }

  /// Picture number i of the training.
  func picture(_ i: Int) -> Picture {
    guard let mnist else { return digits.picture(i) }
    return mnist[pick.integer(i, below: mnist.count)]
  }

  /// Pictures that no training has seen; none for MNIST.
  func fresh(_ count: Int) -> [Picture] {
    Array(0..<count).concurrentMap { digits.picture(1_000_000 + $0) }
  }

  /// (channels, rows, columns)
  var shape: [Int] { [1, picture(0).rows, picture(0).columns] }
}

/// What the larger U-Net draws.
struct DigitsDrawn: Sendable {
  let data: [Picture]
  let samples: [Picture]
  /// Samples that a judge reads without doubt, of how many; and the same of fresh data. None for MNIST.
  let reading: (samples: Int, data: Int, count: Int)?
  let isMNIST: Bool
  /// How near samples are to pictures seen and never seen. None for MNIST.
  let copying: Copying?
  static let shown = 24
  static let judged = 300
  /// A digit is read if the nearest picture of any other digit is so many times as far.
  static let margin = 1.5

  var edge: Int { data[0].columns }

  init(by model: UNet<Float>, _ pictures: DigitPictures, random: NamedRandom) {
    data = (0..<Self.shown).map(pictures.picture)
    isMNIST = pictures.mnist != nil
    let drawn = Self.samples(
      of: model, pictures.shape, count: isMNIST ? Self.shown : Self.judged,
      random["digits.sample"])
    samples = Array(drawn.prefix(Self.shown))
    copying = isMNIST ? nil : Copying(of: drawn, pictures, random["digits.sample"])
    reading = isMNIST ? nil : Self.read(drawn, pictures.fresh(Self.judged))
  }

  /// How many of the samples, and how many of as many fresh pictures of the data, a judge reads.
  private static func read(_ samples: [Picture], _ data: [Picture]) -> (
    samples: Int, data: Int, count: Int
  ) {
    let judge = Judge(of: Digits.family)
    func count(_ pictures: [Picture]) -> Int {
      pictures.concurrentMap { judge.verdict(on: $0.pixels).margin >= margin }.count { $0 }
    }
    return (count(samples), count(data), samples.count)
  }

  private static func samples(
    of model: UNet<Float>, _ shape: [Int], count: Int, _ draws: NamedRandom.Draws
  ) -> [Picture] {
    let size = shape.reduce(1, *)
    let noise = Tensor<Float>([count] + shape, normals: draws)
    let drawn = Solver.heun.ends(from: noise, steps: 16, model.velocity)
    return (0..<count).map { n in
      let pixels = drawn.values[n * size..<(n + 1) * size].map { Double($0) }
      return Picture(name: "sample \(n)", rows: shape[1], columns: shape[2], pixels: pixels)
    }
  }
}
