import ChapterKit
import Core
import Dataset
import Numerics

extension Chapter4 {
  static let experiments = [Comparisons.small]
}

/// A small painter: the edge of its patches, and how many features a patch has.
struct SmallRow: ExperimentRow, Equatable {
  let patch, features: Int

  static let columns = ["patch", "features"]
  var cells: [String] { ["\(patch)", "\(features)"] }
  static let steps = 4000
}

/// The chapter's comparisons of trainings. All are shown what the kept models were shown.
enum Comparisons {
  /// Patches of 2×2 pixels, the same with rows twice as wide, and single pixels.
  static let smallRows = [
    SmallRow(patch: 2, features: 8), .init(patch: 2, features: 16), .init(patch: 1, features: 8),
  ]
  static let distance = "distance"

  static let small = Experiment(
    "small", "What must a patch of the small painter hold, for its walks to arrive?",
    rows: smallRows, measures: [distance], starts: 5, seconds: 60
  ) { row, random in
    let kept = try TrainedModels.saved(chapter: 4, precision: .bfloat16)
    let words = try kept.model("clip_small", Clip<Double>(.captions(isSmall: true))).text
    var sizes = Sizes.byHand
    (sizes.patch, sizes.features, sizes.hidden) = (row.patch, row.features, 2 * row.features)
    let painter = try PainterTraining<Double>(
      random: random, split: kept.split, steps: SmallRow.steps, rate: Training.rates.small
    ).trained(sizes, "", words: words, edge: 4)
    return [
      try SmallWalks.meanDistance(
        by: painter.result, words: words,
        from: (1...UInt64(SmallWalks.count)).map {
          WorkedCaption(random: NamedRandom(seed: random.seed &+ $0)).samplingNoise
        })
    ]
  }
}
