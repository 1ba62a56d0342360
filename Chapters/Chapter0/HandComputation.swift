import ByHand
import Dataset
import Numerics

/// The chapter by hand.
final class HandComputation {
  let trace: Trace
  let settings: Settings
  /// The name that parameters have at the moment: `updated.`, `trained.` or nothing in front.
  var parameterPrefix = ""
  let epsilon: Scalar
  let rootOfHeadSize: Scalar

  init(_ trace: Trace, _ settings: Settings) {
    self.trace = trace
    self.settings = settings
    epsilon = trace.constant("norm.epsilon", 1e-5)
    let size = Settings.configuration.features / Settings.configuration.heads
    let headSize = trace.constant("attention.head_size", Double(size))
    rootOfHeadSize = trace.scalar("attention.root") { apply(.squareRoot, headSize) }
    for p in settings.parameters {
      trace.given(.parameter, p.name, p.value.shape, p.value.values)
    }
  }

  func parameter(_ name: String) -> Grid { recorded(parameterPrefix + name) }

  func recorded(_ name: String) -> Grid {
    guard let grid = trace[name] else { preconditionFailure("\(name) is not recorded yet") }
    return grid
  }

  /// The forward pass, the loss, every gradient, AdamW, and the loss after it.
  func trainOneStep() {
    let (inputs, targets) = (settings.inputs, settings.targets)
    trace.given(.data, "tokens", [inputs.count], inputs.map(Double.init))
    trace.given(.data, "targets", [targets.count], targets.map(Double.init))
    trace.backward(from: loss(forward(inputs), targets))
    update()
    parameterPrefix = "updated."
    trace.prefix = "second."
    _ = loss(forward(inputs), targets)
    trace.prefix = ""
  }

  // excerpt Chapter0.forward
  /// The logits of the next token at every place.
  func forward(_ ids: [Int]) -> Grid {
    let x = embed(ids)
    let out = trace.transformerBlock(
      "blocks.0", x, heads: Settings.configuration.heads, rootOfSize: rootOfHeadSize,
      epsilon: epsilon, parameter)
    let normed = trace.layerNorm(
      "ln_f", out, weight: parameter("ln_f.weight"), bias: parameter("ln_f.bias"),
      epsilon: epsilon)
    return trace.linearRows("output_proj", normed, weight: parameter("output_proj.weight"))
  }
  // end excerpt

  // excerpt Chapter0.loss
  /// The mean surprise at the right next tokens.
  func loss(_ logits: Grid, _ targets: [Int]) -> Scalar {
    trace.grid("probabilities", logits.shape) { i in softmax(logits[i], among: logits.row(i[0])) }
    let surprises = trace.grid("surprise", targets.count) { i in
      surprise(logits[i, targets[i]], among: logits.row(i))
    }
    return trace.scalar("loss") { mean(surprises.scalars) }
  }
  // end excerpt

  /// The first AdamW step of every parameter.
  func update() {
    let chosen = trace.adamWSettings(learningRate: settings.learningRate)
    for p in settings.parameters {
      _ = trace.adamW(recorded(p.name), gradient: recorded("grad.\(p.name)"), chosen)
    }
  }

  /// Starts from [BOS] and appends the most probable token, until [EOS] or the model's length.
  func generate(_ trained: [(name: String, shape: [Int], values: [Double])]) -> [Int] {
    for p in trained { trace.given(.parameter, "trained.\(p.name)", p.shape, p.values) }
    parameterPrefix = "trained."
    var ids = [Vocabulary.begin]
    while ids.count <= Settings.configuration.length, ids.last != Vocabulary.end {
      trace.prefix = "gen\(ids.count)."
      let logits = forward(ids)
      let last = logits.row(ids.count - 1)
      let next = trace.grid("next", last.count) { i in softmax(last[i], among: last) }
      ids.append(next.values.indices.max { next.values[$0] < next.values[$1] } ?? 0)
    }
    trace.prefix = ""
    return ids
  }
}
