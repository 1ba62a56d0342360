import ByHand
import ChapterKit
import Core
import Numerics

/// Looking into the model that repeats: one sequence through it, every number.
extension HandComputation {
  func interpretability() {
    trace.take(copy, prefix: "copy.")
    let stages = copyPass("seen.", Copying.clean)
    lens(stages)
    headScores()
    match()
    patching(stages)
  }

  /// A pass through the model that repeats, under names of its own.
  private func copyPass(_ prefix: String, _ ids: [Int], patch: Grid? = nil) -> [Grid] {
    trace.pass(prefix, parameters: "copy.", shared: "copy.") {
      trace.given(.data, "tokens", [ids.count], ids.map(Double.init))
      return copyForward(ids, patch: patch)
    }
  }

  // excerpt Chapter6.copyForward
  /// All that goes on after the embedding and after each block, and at last the logits of the next token at
  /// every place.
  ///
  /// - Parameter clean: What another run has after the patched block: its row at the patched place is put
  ///   into this one.
  func copyForward(_ ids: [Int], patch clean: Grid? = nil) -> [Grid] {
    let (words, places) = (
      trace.parameter("token_embedding.embedding.weight"),
      trace.parameter("pos_encoding.pos_embedding.weight")
    )
    var x = trace.grid("embedding", ids.count, Sizes.copy.features) { i, j in
      words[ids[i], j] + places[i, j]
    }
    var stages = [x]
    let parts = LanguageParts(heads: Sizes.copy.heads)
    for n in 0..<Sizes.copy.layers {
      if let clean, Copying.patch.stage == n { x = x.taking(row: Copying.patch.place, of: clean) }
      x = trace.languageBlock("blocks.\(n)", x, parts)
      stages.append(x)
    }
    return stages + [trace.linear("output_proj", trace.layerNorm("ln_f", x))]
  }
  // end excerpt

  // excerpt Chapter6.lens
  /// What the model would say if it stopped after each stage: the final norm and the output table on what
  /// goes on from there.
  private func lens(_ stages: [Grid]) {
    for n in 0...Sizes.copy.layers {
      trace.pass("lens\(n).", parameters: "copy.", shared: "copy.") {
        let isLast = n == Sizes.copy.layers
        let logits =
          isLast
          ? stages[n + 1] : trace.linear("output_proj", trace.layerNorm("ln_f", stages[n]))
        trace.grid("probabilities", logits.shape) { i in
          softmax(logits[i], among: logits.row(i[0]))
        }
      }
    }
  }
  // end excerpt

  // excerpt Chapter6.headScores
  /// For each pattern: the mean weight along it, head by head (layers, heads).
  private func headScores() {
    for pattern in HeadPattern.allCases {
      let pairs = pattern.pairs(Copying.clean)
      trace.grid(pattern.grid, Sizes.copy.layers, Sizes.copy.heads) { layer, head in
        let weights = trace.recorded("seen.blocks.\(layer).attention.weights")
        return mean(pairs.map { weights[head, $0.query, $0.key] })
      }
    }
  }
  // end excerpt

  // excerpt Chapter6.patching
  /// The corrupted sequence, and the same with one row of the clean run put in; how far that brings the
  /// right answer back.
  private func patching(_ clean: [Grid]) {
    let corrupt = copyPass("corrupt.", Copying.corrupt)
    let patched = copyPass("patched.", Copying.corrupt, patch: clean[Copying.patch.stage])
    let last = Copying.corrupt.count - 1
    let wrong = Copying.likeliestWrong(corrupt[corrupt.count - 1].row(last).map(\.value))
    let runs = [clean, corrupt, patched].map { $0[$0.count - 1].row(last) }
    let lead = trace.grid("recovery.lead", 3) { n in runs[n][Copying.answer] - runs[n][wrong] }
    let gained = trace.scalar("recovery.gained") { lead[2] - lead[1] }
    let whole = trace.scalar("recovery.whole") { lead[0] - lead[1] }
    trace.scalar("recovery.share") { gained / whole }
  }
  // end excerpt
}

extension Grid {
  /// The same entries, but for one row, which is another grid's. No number is copied.
  fileprivate func taking(row: Int, of other: Grid) -> Grid {
    let width = shape[1]
    return Grid(
      name: name, shape: shape,
      scalars: scalars[..<(row * width)] + other.row(row) + scalars[((row + 1) * width)...])
  }
}
