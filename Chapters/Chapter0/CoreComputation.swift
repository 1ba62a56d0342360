import Core
import Dataset
import Numerics

/// The chapter in the core: the same steps with tensors. It shares nothing with the work by hand
/// but the starting numbers.
final class CoreComputation {
  let recorder = Recorder<Double>()
  private let settings: Settings
  private var model = Gpt<Double>(Settings.configuration)

  init(_ settings: Settings) {
    self.settings = settings
    let start = Dictionary(
      uniqueKeysWithValues: settings.parameters.map { ($0.name, $0.value.values) })
    model.initialize { name, _ in start[name] ?? [] }
    let size = Double(Settings.configuration.features / Settings.configuration.heads)
    recorder.record("norm.epsilon", Tensor(scalar: 1e-5))
    recorder.record("attention.head_size", Tensor(scalar: size))
    recorder.record("attention.root", Tensor(scalar: size.squareRoot()))
    for p in model.parameters { recorder.record(p.name, p.value) }
  }

  /// - Parameter updated: The parameters to start the second forward pass from, so that it can be
  ///   compared to the last bit.
  func trainOneStep(continuingFrom updated: [String: Tensor<Double>]) {
    func row(_ ids: [Int]) -> Tensor<Double> { Tensor([ids.count], ids.map(Double.init)) }
    recorder.record("tokens", row(settings.inputs))
    recorder.record("targets", row(settings.targets))
    var loss = CrossEntropy<Double>()
    _ = loss.forward(model.forward([settings.inputs], recorder), settings.targets, recorder)
    model.backward(loss.backward(recorder), recorder)
    for p in model.parameters { recorder.recordGradient(of: p.name, p.gradient) }
    var optimizer = AdamW<Double>(learningRate: settings.learningRate)
    optimizer.update(&model, recorder)
    for (name, value) in optimizer.named { recorder.record("adamw.\(name)", Tensor(scalar: value)) }

    model.forEachParameter { $0.value = updated[$0.name] ?? $0.value }
    recorder.prefix = "second."
    _ = loss.forward(model.forward([settings.inputs], recorder), settings.targets, recorder)
    recorder.prefix = ""
  }

  func generate(_ trained: Gpt<Double>) {
    var model = trained
    for p in model.parameters { recorder.record("trained.\(p.name)", p.value) }
    var ids = [Vocabulary.begin]
    while ids.count <= Settings.configuration.length, ids.last != Vocabulary.end {
      recorder.prefix = "gen\(ids.count)."
      let logits = model.forward([ids], recorder)
      var softmax = Softmax<Double>()
      let words = logits.shape[1]
      let next = softmax.forward(Tensor([1, words], Array(logits.values.suffix(words))))
      recorder.record("next", next)
      ids.append(next.values.indices.max { next.values[$0] < next.values[$1] } ?? 0)
    }
    recorder.prefix = ""
  }
}
