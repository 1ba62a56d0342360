import Core
import Numerics

/// The same transformer, trained on its one sentence from the start of the worked step.
struct SentenceTraining: Sendable {
  let losses: [Double]
  let model: Gpt<Double>
  /// The trained parameters with two decimals: what generating by hand uses.
  let rounded: Gpt<Double>
  static let learningRate = 0.01

  static func run(_ settings: Settings) -> SentenceTraining {
    var model = Gpt<Double>(Settings.configuration)
    let start = Dictionary(
      uniqueKeysWithValues: settings.parameters.map { ($0.name, $0.value.values) })
    model.initialize { name, _ in start[name] ?? [] }
    var optimizer = AdamW<Double>(learningRate: learningRate)
    var loss = CrossEntropy<Double>()
    let losses = (0..<settings.trainingSteps).map { _ in
      // excerpt SentenceTraining.step
      let value = loss.forward(model.forward([settings.inputs]), settings.targets)
      model.zeroGradients()
      model.backward(loss.backward())
      optimizer.update(&model)
      // end excerpt
      return value
    }
    var rounded = model
    rounded.forEachParameter { $0.value = $0.value.map(\.roundedToTwoDecimals) }
    return SentenceTraining(losses: losses, model: model, rounded: rounded)
  }
}
