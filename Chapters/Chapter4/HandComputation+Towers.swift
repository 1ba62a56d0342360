import ByHand
import ChapterKit
import Dataset
import Numerics

/// The two towers by hand.
extension HandComputation {
  /// One training step on three pairs, under `clip.`: forward, the loss, every gradient, AdamW, and the
  /// loss after it.
  func trainTowers() {
    let (pairs, model) = (
      WorkedPairs(random: chapter.common.random), WorkedPairs.model(chapter.common.random)
    )
    let (prefix, names, ids) = ("clip.", model.parameters.map(\.name), pairs.ids)
    trace.take(model, prefix: prefix)
    let pictures = trace.pass(prefix) {
      trace.given(
        .data, "tokens_of_captions", [ids.count, ids[0].count], ids.joined().map(Double.init))
      return trace.given(.data, "pictures", [ids.count, 3, 4, 4], pairs.pixels)
    }
    trace.trainingStep(
      of: names, prefix: prefix, nudge: WorkedPairs.nudge, learningRate: chapter.learningRate
    ) { contrast(pictures, ids) }
  }

  // excerpt Chapter4.contrast
  /// How surprised pictures (pairs, 3, 4, 4) and captions are by each other.
  private func contrast(_ pictures: Grid, _ ids: [[Int]]) -> Scalar {
    trace.contrastiveLoss(
      trace.clipImage(pictures, heads: 2, patch: 2),
      trace.clipText(ids, heads: 2, end: Vocabulary.end),
      scale: trace.parameter("logit_scale").scalars[0])
  }
  // end excerpt

  /// The trained tower's row for one word in two sentences, before its block and after, and how far apart
  /// the two are.
  func oneWordInTwoSentences() {
    trace.pass("tiny.") {
      let after = trace.clipWords(WorkedPairs.oneWordIds, heads: 2)
      for (name, rows) in [("before", trace.recorded("tiny.text.embedding")), ("after", after)] {
        let difference = trace.grid("\(name).difference", rows.shape[2]) { i in
          rows[0, WorkedPairs.place, i] - rows[1, WorkedPairs.place, i]
        }
        let square = trace.scalar("\(name).square") {
          dot(difference.scalars, difference.scalars)
        }
        trace.scalar("\(name).distance") { apply(.squareRoot, square) }
      }
    }
  }
}
