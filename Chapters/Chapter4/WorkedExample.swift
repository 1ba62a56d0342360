import ChapterKit
import Dataset
import Numerics

/// The choices of the worked example, which both computations start from.
enum WorkedExample {
  /// The parameter whose gradient is tried out: how strongly word feature 3 becomes key feature 2.
  static let nudge = Nudge("blocks.0.cross_attn.k_proj.weight", [2, 3])

  /// Two sentences of the same words in another order.
  static let swapped = [
    "a black cat wearing a white hat", "a white cat wearing a black hat",
  ]
  /// Their tokens up to `hat`; what comes after it cannot change its row.
  static var swappedIds: [[Int]] {
    swapped.map { Array(Vocabulary.captions.ours($0).prefix(8)) }
  }
}

extension WorkedCaption {
  /// 48 normal draws, two decimals.
  var noise: [Double] { drawn("x1", 48) }
  /// The noise that sampling by hand starts from.
  var samplingNoise: [Double] { drawn("sample", 48) }
}
