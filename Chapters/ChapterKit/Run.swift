import ByHand
import Core
import Numerics
import Terminal
import Tracing

/// A chapter's computation, done twice.
package struct Run {
  /// What was done by hand.
  package let trace: Trace
  /// Both sides; nothing has been verified yet.
  package let comparison: Comparison
  /// The text of the trace, once it was asked for.
  private let text = TextCache()

  /// - Parameters:
  ///   - hand: Does everything by hand.
  ///   - core: Does the same with tensors. It may look at the trace for the gradients found by hand,
  ///     from which its AdamW starts.
  package init(byHand hand: (Trace) -> Void, core: (Recorder<Double>, Trace) -> Void) {
    let (trace, recorder) = (Trace(), Recorder<Double>())
    hand(trace)
    core(recorder, trace)
    self.trace = trace
    comparison = Comparison(byHand: trace, core: recorder)
  }

  private final class TextCache { var text: TraceText? }

  /// The text of `trace.tsv`, made once; the settings are always the same for a run.
  func traceText(_ settings: [(name: String, value: String)]) -> TraceText {
    if let made = text.text { return made }
    let made = TraceWriter.text(of: trace, version: Package.version, settings: settings)
    text.text = made
    return made
  }
}

extension Trace {
  /// Takes a model's parameters, with `prefix` before their names.
  package func take(_ model: some Module<Double>, prefix: String = "") {
    for p in model.parameters { given(.parameter, prefix + p.name, p.value.shape, p.value.values) }
  }

  /// The gradients found by hand, as the core's AdamW takes them.
  ///
  /// - Parameters:
  ///   - model: Says which parameters there are, and in which shapes.
  ///   - prefix: What the trace puts before the model's names.
  package func gradients(of model: some Module<Double>, prefix: String = "") -> [String: Tensor<
    Double
  >] {
    Dictionary(
      uniqueKeysWithValues: model.parameters.map { p in
        (p.name, Tensor(p.value.shape, recorded("grad.\(prefix)\(p.name)").values))
      })
  }
}

extension Recorder {
  /// Records a model's parameters, with `prefix` before their names.
  package func take(_ model: some Module<Element>, prefix: String = "") {
    for p in model.parameters { record(prefix + p.name, p.value) }
  }
}

extension Module<Double> {
  /// The model with its parameters rounded to two decimals, as pages work with it.
  package var twoDecimals: Self {
    var model = self
    model.forEachParameter { $0.value = $0.value.map(\.roundedToTwoDecimals) }
    return model
  }
}
