import ChapterKit
import Core
import Dataset
import Numerics

extension Chapter4 {
  static let experiments = [PainterTrials.painters]
}

/// A painter with words of its own, and how long it is trained.
struct PainterRow: ExperimentRow, Equatable {
  var features = Sizes.painter.features
  var blocks = Sizes.painter.layers
  var steps = 8000

  static let columns = ["features", "blocks", "steps"]
  var cells: [String] { ["\(features)", "\(blocks)", "\(steps)"] }
}

/// The chapter's comparisons of painters.
enum PainterTrials {
  /// The recipe of the painter that is kept with the chapter.
  static let book = PainterRow()
  static let brief = PainterRow(steps: 2000)
  static let rows = [book, brief]

  static let painters = Experiment(
    "painters", "How sure is what the painter was seen to do, from other starts?",
    rows: rows, measures: PaintingTrial.measures, starts: 3, seconds: 1500
  ) { row, random in
    let split = try TrainedModels.saved(chapter: 4, precision: .bfloat16).split
    var sizes = Sizes.painter
    (sizes.features, sizes.hidden, sizes.layers) = (row.features, 2 * row.features, row.blocks)
    let trained = try PainterTraining<Float>(
      random: random, split: split, steps: row.steps, rate: Training.rates.painter
    ).trained(sizes, "painter.", words: OneHotTokens.tower, edge: Painter.edge)
    let painter = Painter(trained.result, tower: OneHotTokens.tower)
    return try PaintingTrial.values(edge: Painter.edge, split, random) {
      painter.painted($0, $1, from: $2, guidance: $3).pictures
    }
  }
}
