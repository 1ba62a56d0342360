import ChapterKit
import Core
import Dataset
import Numerics

extension Chapter2 {
  static let experiments = [Comparisons.shapes, Comparisons.arrivals]
}

/// A model of the shapes, and the largest learning rate of its training.
struct ShapesRow: ExperimentRow, Equatable {
  let kind: ShapesModel
  var rate = Training.shapesRate

  static let columns = ["model", "rate"]
  var cells: [String] { [kind.rawValue, "\(rate)"] }
  /// What pages call it.
  var words: String { kind.words + (rate == Training.shapesRate ? "" : ", rate \(rate)") }
}

/// A transformer of the shapes, by its width and depth.
struct ArrivalRow: ExperimentRow, Equatable {
  var features = 8
  var blocks = 1

  /// As the model that walks.
  static let deep = ArrivalRow(blocks: 2)
  static let columns = ["features", "blocks", "steps"]
  /// As many as the model that walks gets.
  static let steps = Training.patience * Comparisons.steps
  var cells: [String] { ["\(features)", "\(blocks)", "\(Self.steps)"] }
  /// What pages call it.
  var words: String { "\(features) features, \(blocks == 1 ? "one block" : "\(blocks) blocks")" }

  var sizes: DiT<Double>.Configuration {
    var sizes = ShapesModel.dit.sizes
    (sizes.features, sizes.hidden, sizes.layers) = (features, 2 * features, blocks)
    return sizes
  }
}

/// The chapter's comparisons of trainings.
enum Comparisons {
  static let samples = 1000
  static let steps = 20_000
  /// The transformer of this chapter at other rates, and the U-Nets at chapter 1's.
  static let otherRates = [
    ShapesRow(kind: .dit, rate: 0.0025), ShapesRow(kind: .dit, rate: 0.01),
  ]
  static let unetsFaster = [
    ShapesRow(kind: .unet, rate: 0.01), ShapesRow(kind: .wideUnet, rate: 0.01),
  ]
  static let rows = ShapesModel.allCases.map { ShapesRow(kind: $0) } + otherRates + unetsFaster

  static let shapes = Experiment(
    "shapes", "Patches, positions, the time's form, and a transformer against U-Nets",
    rows: rows,
    measures: ["members", "distance", "members in 4 steps", "missing"]
      + (0..<5).map { "missing from \(Questions.label($0))" },
    starts: 5, seconds: 25
  ) { row, random in
    let training = Training(random: random, steps: steps)
    if let sizes = row.kind.unetSizes {
      return measured(training.shapes(UNet<Double>(sizes), row.rate).model, random)
    }
    return measured(training.shapes(DiT<Double>(row.kind.sizes), row.rate).model, random)
  }

  static let arrivalRows = [
    ArrivalRow(), ArrivalRow(features: 16), .deep, ArrivalRow(features: 12, blocks: 2),
  ]
  static let arrivals = Experiment(
    "arrivals", "What does it take for walks to arrive: width, or blocks?", rows: arrivalRows,
    measures: Arrivals.measures, starts: 3, seconds: 120
  ) { row, random in
    let training = Training(random: random, steps: ArrivalRow.steps)
    let model = training.shapes(DiT<Double>(row.sizes), Training.shapesRate).model
    return Arrivals(of: model, steps: 8, judge: Measurements.judge).values
  }

  /// The same questions for every training, that only the trainings differ.
  private static let questions = Questions(10_000, random: NamedRandom(seed: 1))

  private static func measured(_ model: some ClassModel<Double>, _ random: NamedRandom) -> [Double]
  {
    questions.measures(of: model, samples: samples, judge: Measurements.judge, random)
  }
}
