import ByHand
import ChapterKit
import Core
import Dataset
import Numerics

/// The chapter by hand.
struct HandComputation {
  let trace: Trace
  let chapter: Chapter0

  /// The forward pass, the loss, every gradient, AdamW, and the loss after it.
  func trainOneStep() {
    let (inputs, targets) = (chapter.inputs, chapter.targets)
    trace.take(chapter.model)
    trace.given(.data, "tokens", [inputs.count], inputs.map(Double.init))
    trace.given(.data, "targets", [targets.count], targets.map(Double.init))
    trace.backward(from: loss(forward(inputs), targets))
    trace.adamW(chapter.model.parameters.map(\.name), learningRate: chapter.learningRate)
    trace.pass("second.", parameters: "updated.") { _ = loss(forward(inputs), targets) }
    trace.nudged(chapter.nudge, parameters: chapter.model.parameters.map(\.name)) {
      _ = loss(forward(inputs), targets)
    }
  }

  // excerpt Chapter0.forward
  /// The logits of the next token at every place.
  func forward(_ ids: [Int]) -> Grid {
    let out = trace.transformerBlock(
      "blocks.0", .gpt, embed(ids), heads: Chapter0.configuration.heads,
      sees: { _, query, key in key <= query })
    return trace.linear("output_proj", trace.layerNorm("ln_f", out))
  }
  // end excerpt

  // excerpt Chapter0.loss
  /// The mean negative log-likelihood at the right next tokens.
  func loss(_ logits: Grid, _ targets: [Int]) -> Scalar {
    trace.grid("probabilities", logits.shape) { i in softmax(logits[i], among: logits.row(i[0])) }
    let nll = trace.grid("nll", targets.count) { i in
      negativeLogLikelihood(logits[i, targets[i]], among: logits.row(i))
    }
    return trace.scalar("loss") { mean(nll.scalars) }
  }
  // end excerpt

  /// Starts from [BOS] and appends the most probable token, until [EOS] or the model's length.
  func generate(_ trained: Gpt<Double>) {
    trace.take(trained, prefix: "trained.")
    var ids = [Vocabulary.begin]
    while ids.count <= Chapter0.configuration.length, ids.last != Vocabulary.end {
      let next = trace.pass("gen\(ids.count).", parameters: "trained.") {
        let last = forward(ids).row(ids.count - 1)
        return trace.grid("next", last.count) { i in softmax(last[i], among: last) }
      }
      ids.append(Self.likeliest(next))
    }
  }

  static func likeliest(_ next: Grid) -> Int {
    next.values.indices.max { next.values[$0] < next.values[$1] } ?? 0
  }
}
