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
    trace.trainingStep(
      of: chapter.model.parameters.map(\.name), nudge: chapter.nudge,
      learningRate: chapter.learningRate
    ) { trace.crossEntropy(forward(inputs), targets) }
  }

  /// The logits of the next token at every place.
  private func forward(_ ids: [Int]) -> Grid {
    trace.gpt(ids, heads: Sizes.byHand.heads)
  }

  /// Starts from [BOS] and appends the most probable token, until [EOS] or the model's length.
  func generate(_ trained: Gpt<Double>) {
    trace.take(trained, prefix: "trained.")
    var ids = [Vocabulary.begin]
    while ids.count <= Sizes.byHand.length, ids.last != Vocabulary.end {
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
