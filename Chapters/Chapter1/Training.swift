import ChapterKit
import Core
import Dataset
import Numerics

/// The small U-Net, trained on the twelve 4×4 shapes from the same start as the worked step.
struct ShapesTraining: Sendable {
  /// What the times of a rival model are multiplied by; else it is trained alike.
  static let rivalScale = 1000.0
  /// The loss of each step.
  let losses: [Double]
  let model: UNet<Double>
  /// The trained parameters with two decimals: what sampling by hand uses.
  var rounded: UNet<Double> { model.twoDecimals }
  static let batch = 32
  static let learningRate = 0.01
  static let averaging = 0.999

  /// - Parameter timeScale: What t is multiplied by before it becomes waves.
  init(
    _ chapter: Chapter1, steps: Int, timeScale: Double = 1, progress: (Int) -> Void = { _ in }
  ) {
    let random = chapter.common.random
    let (pick, shapes) = (random["train.x0"], TinyShapes.all)
    let batches = FlowBatches<Double>(
      of: Self.batch, shape: [1, 4, 4], random: random, timing: .logitNormal)
    let trainer = Trainer<Double>(
      steps: steps, learningRate: Self.learningRate,
      schedule: .cosine(warmUp: min(100, steps / 10)),
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

extension ShapesTraining {
  /// The training that is saved under a name.
  ///
  /// - Throws: `Failure.badData` if the file lacks it.
  init(_ name: String, of saved: TrainedModels, timeScale: Double = 1) throws {
    model = try saved.model(name, UNet(Sizes.byHand)).timed(by: timeScale)
    losses = try saved.numbers("every loss of \(name)")
  }

  func save(_ name: String, to models: inout TrainedModels) {
    models.add(name, model)
    models.add("every loss of \(name)", losses)
  }
}

extension UNet<Double> {
  /// A model with the same parameters, whose clock is so many times as fast.
  func timed(by scale: Double) -> Self {
    var configuration = configuration
    configuration.timeScale = scale
    var copy = Self(configuration)
    let own = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value.values) })
    copy.initialize { p in
      guard let values = own[p.name] else { stop("no parameter \(p.name)") }
      return values
    }
    return copy
  }
}
