import ChapterKit
import Core
import Dataset
import Numerics

extension Chapter5 {
  static let experiments = [FlowTrials.flows]
}

/// A flow on the kept VAE's latents, and how long it is trained.
struct FlowRow: ExperimentRow, Equatable {
  var features = Sizes.flow.features
  var blocks = Sizes.flow.layers
  var steps = 5000

  static let columns = ["features", "blocks", "steps"]
  var cells: [String] { ["\(features)", "\(blocks)", "\(steps)"] }
}

/// The chapter's comparisons of flows.
enum FlowTrials {
  /// The recipe of the flow that is kept with the chapter.
  static let book = FlowRow()
  static let rows = [
    book, FlowRow(steps: 10_000), FlowRow(features: 96),
  ]

  static let flows = Experiment(
    "flows", "How much do width, depth and a longer training matter to what is painted?",
    rows: rows, measures: PaintingTrial.measures, starts: 3, seconds: 900
  ) { row, random in
    let trained = try TrainedModels.saved(chapter: 5, precision: .bfloat16)
    let system = try LatentSystem(trained)
    var sizes = Sizes.flow
    (sizes.features, sizes.hidden, sizes.layers) = (row.features, 2 * row.features, row.blocks)
    let painter = try PainterTraining<Float>(
      random: random, split: trained.split, steps: row.steps, rate: Training.rates.flow
    ).trained(
      sizes, "flow.", words: OneHotTokens.tower, edge: LatentSystem.edge, data: system.latents)
    let painted = try LatentSystem(trained, flow: painter.result)
    return try PaintingTrial.values(
      edge: LatentSystem.edge, trained.split, random, painted.pictures)
  }
}
