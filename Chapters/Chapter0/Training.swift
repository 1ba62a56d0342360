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
    losses = trainer.run(
      &model, progress: { _ in },
      loss: { model, _ in model.addGradients([chapter.inputs], chapter.targets) })
    self.model = model
  }
}

extension Gpt<Double> {
  // excerpt Gpt.addGradients
  /// The loss on some sentences of one length; its gradients are added to the model's.
  mutating func addGradients(_ inputs: [[Int]], _ targets: [Int]) -> Double {
    var entropy = CrossEntropy<Double>()
    let loss = entropy.forward(forward(inputs), targets)
    backward(entropy.backward())
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

  /// Something that can be left out: layers whose parameters are set to 0, or norms that hand on their
  /// input as it is.
  struct Part: Sendable {
    let name: String
    var zeroed: [String] = []
    var norms: [String] = []
  }

  static let nothing = Part(name: "nothing")
  static let attention = Part(name: "attention", zeroed: ["blocks.0.attention.W_o."])
  static let parts = [
    nothing, attention, Part(name: "the feed-forward layer", zeroed: ["blocks.0.ffn.linear2."]),
    Part(name: "the place codes", zeroed: ["pos_encoding."]),
    Part(name: "norm 1", norms: ["blocks.0.norm1"]),
    Part(name: "norm 2", norms: ["blocks.0.norm2"]), Part(name: "the final norm", norms: ["ln_f"]),
    Part(name: "all three norms", norms: ["blocks.0.norm1", "blocks.0.norm2", "ln_f"]),
  ]

  /// - Throws: `Vocabulary.UnknownWord` for a sentence with a word that the vocabulary lacks.
  init(_ chapter: Chapter0) throws {
    let ids = try Self.sentences.map(Chapter0.vocabulary.encode)
    let (inputs, targets) = (ids.map { Array($0.dropLast()) }, ids.flatMap { $0.dropFirst() })
    (self.inputs, self.targets) = (inputs, targets)
    steps = 2 * chapter.trainingSteps
    var model = chapter.model
    let trainer = Trainer<Double>(steps: steps, learningRate: SentenceTraining.learningRate)
    _ = trainer.run(
      &model, progress: { _ in }, loss: { model, _ in model.addGradients(inputs, targets) })
    self.model = model
  }

  /// The loss, and each sentence's probability of the right word at the deciding place, without a part.
  func outcome(without part: Part) -> (loss: Double, right: [Double]) {
    var model = model
    model.forEachParameter { p in
      if part.zeroed.contains(where: p.name.hasPrefix) { p.value = Tensor(p.value.shape) }
    }
    let (recorder, places) = (Recorder<Double>(), inputs[0].count)
    var entropy = CrossEntropy<Double>()
    let logits = WithoutNorms(model, part.norms).forward(inputs)
    let loss = entropy.forward(logits, targets, recorder)
    let p = recorder.recorded("probabilities").values
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
    let weights = recorder.recorded("blocks.0.attention.weights")
    let size = weights.shape[2] * weights.shape[3]
    return (0..<weights.shape[1]).map { Array(weights.values[$0 * size..<($0 + 1) * size]) }
  }
}
