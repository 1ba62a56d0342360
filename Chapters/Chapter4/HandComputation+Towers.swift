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
    trace.backward(
      from: trace.pass(prefix, parameters: prefix) { contrast(pictures, ids) })
    trace.adamW(names, prefix: prefix, learningRate: chapter.learningRate)
    trace.pass("\(prefix)second.", parameters: "\(prefix)updated.") {
      _ = contrast(pictures, ids)
    }
    trace.nudged(WorkedPairs.nudge, prefix: prefix, parameters: names) {
      _ = contrast(pictures, ids)
    }
  }

  // excerpt Chapter4.contrast
  /// How surprised pictures (pairs, 3, 4, 4) and captions are by each other.
  private func contrast(_ pictures: Grid, _ ids: [[Int]]) -> Scalar {
    trace.contrastiveLoss(
      pictureTower(pictures), textTower(ids), scale: trace.parameter("logit_scale").scalars[0])
  }
  // end excerpt

  // excerpt Chapter4.textTower
  /// Every token's output: captions → (batch, length, features). A token looks at itself and at those
  /// before it.
  func mixed(_ ids: [[Int]]) -> Grid {
    let out = trace.transformerBlock(
      "transformer.resblocks.0", .clip, trace.words(ids), heads: 2,
      sees: { _, query, key in key <= query })
    return trace.layerNorm("ln_final", out)
  }

  /// One arrow of length 1 a caption: the output at [EOS], projected → (batch, joint).
  private func textTower(_ ids: [[Int]]) -> Grid {
    let (words, projection) = (mixed(ids), trace.parameter("text_projection"))
    let ends = ids.map { $0.firstIndex(of: Vocabulary.end) ?? 0 }
    let joint = trace.grid("text.joint", ids.count, projection.shape[1]) { n, i in
      dot(words.row(n, ends[n]), projection.column(i))
    }
    return trace.unitLength("text", joint)
  }
  // end excerpt

  // excerpt Chapter4.pictureTower
  /// One arrow of length 1 a picture: patches with their places, a block without a mask, the mean over
  /// the patches → (batch, joint).
  private func pictureTower(_ pictures: Grid) -> Grid {
    let (places, projection) = (
      trace.parameter("visual.positional_embedding"), trace.parameter("visual.proj")
    )
    let patches = trace.tokens(
      trace.conv2d("visual.conv1", pictures, stride: 2, padding: 0), positions: nil)
    let embedded = trace.grid("visual.embedding", patches.shape) { at in
      patches[at] + places[at[1], at[2]]
    }
    let out = trace.transformerBlock("visual.transformer.resblocks.0", .clip, embedded, heads: 2)
    let average = trace.grid("visual.mean", out.shape[0], out.shape[2]) { n, i in
      mean((0..<out.shape[1]).map { out[n, $0, i] })
    }
    let normed = trace.layerNorm("visual.ln_post", average)
    let joint = trace.grid("visual.joint", out.shape[0], projection.shape[1]) { n, i in
      dot(normed.row(n), projection.column(i))
    }
    return trace.unitLength("visual", joint)
  }
  // end excerpt

  /// The trained tower's row for one word in two sentences, before its block and after, and how far apart
  /// the two are.
  func oneWordInTwoSentences() {
    trace.pass("tiny.") {
      let after = mixed(WorkedPairs.oneWordIds)
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

extension Grid {
  /// The numbers of a column of a table.
  fileprivate func column(_ i: Int) -> [Scalar] { (0..<shape[0]).map { self[$0, i] } }
}
