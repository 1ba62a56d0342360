import ChapterKit
import Core
import Dataset
import Numerics

/// A small U-Net, trained on the twelve 4×4 shapes.
struct ShapesTraining: Sendable {
  /// The loss of each step.
  let losses: [Double]
  let model: UNet<Double>
  /// The trained parameters with two decimals: what sampling by hand uses.
  var rounded: UNet<Double> { model.twoDecimals }
  static let batch = 32

  /// From parameters drawn as those of the worked step are.
  init(_ recipe: Recipe, random: NamedRandom, progress: (Int) -> Void = { _ in }) {
    var model = UNet<Double>(recipe.sizes)
    model.initialize { StartingValues.readable($0, random) }
    let (pick, shapes) = (random["train.x0"], TinyShapes.all)
    let batches = FlowBatches<Double>(
      of: Self.batch, shape: [1, 4, 4], random: random, timing: recipe.times)
    let trainer = recipe.trainer
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
  init(_ name: String, of saved: TrainedModels) throws {
    model = try saved.model(name, UNet(Recipe.walker.sizes))
    losses = try saved.numbers("every loss of \(name)")
  }

  func save(_ name: String, to models: inout TrainedModels) {
    models.add(name, model)
    models.add("every loss of \(name)", losses)
  }
}
