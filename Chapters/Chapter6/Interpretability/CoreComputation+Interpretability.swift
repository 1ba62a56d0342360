import ChapterKit
import Core
import Numerics

/// Looking into the model that repeats, in the core.
extension CoreComputation {
  func interpretability() {
    recorder.take(copy, prefix: "copy.")
    let clean = pass("seen.", Copying.clean)
    lens(clean)
    headScores()
    match()
    let corrupt = pass("corrupt.", Copying.corrupt)
    let patched = pass(
      "patched.", Copying.corrupt,
      patch: Patch(stage: Copying.patch.stage, place: Copying.patch.place, from: clean))
    let lead = [clean, corrupt, patched].map { $0.lead(over: corrupt.likeliestWrong) }
    recorder.record("recovery.lead", Tensor([3], lead))
    recorder.record("recovery.gained", Tensor(scalar: lead[2] - lead[1]))
    recorder.record("recovery.whole", Tensor(scalar: lead[0] - lead[1]))
    recorder.record(
      "recovery.share", Tensor(scalar: (lead[2] - lead[1]) / (lead[0] - lead[1])))
  }

  private func pass(_ prefix: String, _ ids: [Int], patch: Patch? = nil) -> Seen {
    var seen: Seen?
    recorder.pass(prefix, shared: "copy.") {
      recorder.record("tokens", Tensor([ids.count], ids.map(Double.init)))
      seen = Seen(copy, ids, patch: patch, recorder)
    }
    return seen ?? Seen(copy, ids)
  }

  private func lens(_ seen: Seen) {
    var (model, softmax) = (copy, Softmax<Double>())
    for (n, stage) in seen.stages.enumerated() {
      recorder.pass("lens\(n).", shared: "copy.") {
        let isLast = n == seen.stages.count - 1
        let logits = isLast ? seen.logits : model.logits(of: stage, recorder)
        recorder.record("probabilities", softmax.forward(logits))
      }
    }
  }

  private func headScores() {
    for pattern in HeadPattern.allCases {
      let layers = (0..<Sizes.copy.layers).compactMap { layer in
        recorder["seen.blocks.\(layer).attention.weights"].map {
          pattern.scores($0, 0, Copying.clean)
        }
      }
      recorder.record(
        pattern.grid, Tensor([layers.count, Sizes.copy.heads], Array(layers.joined())))
    }
  }
}
