import ChapterKit
import Core
import Numerics

/// The same transformer, trained on its one sentence from the start of the worked step.
struct SentenceTraining: Sendable {
  let losses: [Double]
  let model: Gpt<Double>
  /// The trained parameters with two decimals: what generating by hand uses.
  var rounded: Gpt<Double> { model.twoDecimals }
  static let learningRate = 0.01

  init(_ chapter: Chapter0) {
    var model = chapter.model
    let trainer = Trainer<Double>(steps: chapter.trainingSteps, learningRate: Self.learningRate)
    losses = trainer.run(&model, progress: { _ in }, loss: { model, _ in chapter.loss(&model) })
    self.model = model
  }
}

extension Chapter0 {
  // excerpt Chapter0.gradients
  /// The sentence's loss; its gradients are added to the model's.
  fileprivate func loss(_ model: inout Gpt<Double>) -> Double {
    var entropy = CrossEntropy<Double>()
    let loss = entropy.forward(model.forward([inputs]), targets)
    model.backward(entropy.backward())
    return loss
  }
  // end excerpt
}

/// The same transformer, trained on two sentences in which an earlier word decides a later one: after
/// `like` comes what did not come before it.
struct TwoSentences: Sendable {
  static let sentences = ["I like transformers", "transformers like I"]
  /// The place whose next word only the first word tells.
  static let deciding = 2
  let model: Gpt<Double>
  let steps: Int
  let inputs: [[Int]]
  let targets: [Int]

  /// What can be left out, and the parameters that are set to 0 for that.
  static let parts: [(name: String, parameters: [String])] = [
    ("nothing", []), ("attention", ["blocks.0.attention.W_o."]),
    ("the feed-forward layer", ["blocks.0.ffn.linear2."]), ("the place codes", ["pos_encoding."]),
  ]

  init(_ chapter: Chapter0) {
    let ids = Self.sentences.map { (try? Chapter0.vocabulary.encode($0)) ?? [] }
    let (inputs, targets) = (ids.map { Array($0.dropLast()) }, ids.flatMap { $0.dropFirst() })
    (self.inputs, self.targets) = (inputs, targets)
    steps = 2 * chapter.trainingSteps
    var model = chapter.model
    let trainer = Trainer<Double>(steps: steps, learningRate: SentenceTraining.learningRate)
    _ = trainer.run(
      &model, progress: { _ in },
      loss: { model, _ in
        var entropy = CrossEntropy<Double>()
        let loss = entropy.forward(model.forward(inputs), targets)
        model.backward(entropy.backward())
        return loss
      })
    self.model = model
  }

  /// The loss, and each sentence's probability of the right word at the deciding place, with the
  /// parameters of these layers at 0.
  func outcome(without layers: [String]) -> (loss: Double, right: [Double]) {
    var model = model
    model.forEachParameter { p in
      if layers.contains(where: p.name.hasPrefix) { p.value = Tensor(p.value.shape) }
    }
    let (recorder, places) = (Recorder<Double>(), inputs[0].count)
    var entropy = CrossEntropy<Double>()
    let loss = entropy.forward(model.forward(inputs), targets, recorder)
    let p = recorder["probabilities"]?.values ?? []
    let words = p.count / targets.count
    let right = inputs.indices.map { n in
      let row = n * places + Self.deciding
      return p[row * words + targets[row]]
    }
    return (loss, right)
  }

  /// The attention weights (heads × places × places) of one sentence.
  func attention(_ sentence: Int) -> [[Double]] {
    var model = model
    let recorder = Recorder<Double>()
    _ = model.forward([inputs[sentence]], recorder)
    let weights = recorder["blocks.0.attention.weights"] ?? Tensor([1, 0, 0, 0])
    let size = weights.shape[2] * weights.shape[3]
    return (0..<weights.shape[1]).map { Array(weights.values[$0 * size..<($0 + 1) * size]) }
  }
}
