import Core
import Numerics

extension Copying {
  /// The largest logit that is not the right answer's.
  static func likeliestWrong(_ logits: [Double]) -> Int {
    logits.indices.filter { $0 != answer }.max { logits[$0] < logits[$1] } ?? 0
  }
}

/// A row of one run that is put into another.
struct Patch: Sendable {
  /// After which block; 0 is the embedding.
  let stage: Int
  let place: Int
  let from: Seen
}

/// A run of one sequence, with all that goes on after the embedding and after each block.
struct Seen: Sendable {
  /// (1, places, features) each.
  let stages: [Tensor<Double>]
  /// (1, places, tokens)
  let logits: Tensor<Double>

  // excerpt Seen
  /// - Parameter patch: Put into this run, which then goes on with it.
  init(
    _ model: LanguageModel<Double>, _ ids: [Int], patch: Patch? = nil,
    _ recorder: Recorder<Double>? = nil
  ) {
    var (model, stages) = (model, [Tensor<Double>]())
    logits = model.forward([ids], nil, recorder) { stage, x in
      if let patch, patch.stage == stage { x.take(row: patch.place, of: patch.from.stages[stage]) }
      stages.append(x)
    }
    self.stages = stages
  }
  // end excerpt

  /// The logits after the last place.
  var last: [Double] { Array(logits.values.suffix(logits.shape[2])) }
  var likeliestWrong: Int { Copying.likeliestWrong(last) }

  /// How far the right answer's logit is above a wrong one's.
  func lead(over wrong: Int) -> Double { last[Copying.answer] - last[wrong] }
}

extension Tensor<Double> {
  /// Row `row` of (1, places, features) becomes that of another tensor.
  fileprivate mutating func take(row: Int, of other: Tensor) {
    let cells = row * shape[2]..<(row + 1) * shape[2]
    values.replaceSubrange(cells, with: other.values[cells])
  }
}

/// What each row of the clean run does for the right answer in a corrupted one.
struct Patching: Sendable {
  let clean, corrupt: Seen
  /// By stage, then by place.
  let recoveries: [[Double]]

  // excerpt Patching
  /// Runs the corrupted sequence again for each stage and place, with that one row of the clean run:
  /// 0 if the answer is as wrong as before, 1 if it is as right as in the clean run.
  init(_ model: LanguageModel<Double>, clean: [Int], corrupt: [Int]) {
    let (whole, broken) = (Seen(model, clean), Seen(model, corrupt))
    let wrong = broken.likeliestWrong
    let (best, worst) = (whole.lead(over: wrong), broken.lead(over: wrong))
    recoveries = whole.stages.indices.map { stage in
      corrupt.indices.map { place in
        let patched = Seen(
          model, corrupt, patch: Patch(stage: stage, place: place, from: whole))
        return (patched.lead(over: wrong) - worst) / (best - worst)
      }
    }
    (self.clean, self.corrupt) = (whole, broken)
  }
  // end excerpt
}
