import ChapterKit
import Core
import Dataset
import Numerics

extension Chapter6 {
  static let experiments = [
    Comparisons.copying, Comparisons.little, Comparisons.wirings, Comparisons.lengths,
    Comparisons.tellers,
  ]
}

/// A model that repeats: what it reads, its blocks, and how it knows places.
struct CopyRow: ExperimentRow, Equatable {
  var text = Copying.Text.pieces
  var blocks = 2
  /// Whether queries and keys are turned; else each place has a learned row.
  var isRotary = false
  var steps = 4000

  /// The model that is worked by hand.
  static let book = CopyRow(steps: 1000)

  static let columns = ["text", "blocks", "places", "steps"]
  var cells: [String] {
    [text.rawValue, "\(blocks)", isRotary ? "rotary" : "learned", "\(steps)"]
  }
}

/// A model of the little text, and how it is trained. The others differ from the book's in one thing or two.
struct LittleRow: ExperimentRow, Equatable {
  var blocks = Sizes.little.layers
  var features = Sizes.little.features
  var wiring = LanguageBlock<Float>.Wiring.preNorm
  var dropout = Sizes.little.dropout
  var rate = 0.003
  var warmUp = 100
  var decay = 0.1
  /// The longest gradient that is left as it is; nil: all are.
  var clipping: Float? = 1
  /// At the most.
  var steps = 1500

  static let columns = [
    "blocks", "features", "wiring", "dropout", "rate", "warm-up", "decay", "clipping", "steps",
  ]
  var cells: [String] {
    [
      "\(blocks)", "\(features)", wiring.rawValue, "\(dropout)", "\(rate)", "\(warmUp)", "\(decay)",
      clipping.map { "\($0)" } ?? "none", "\(steps)",
    ]
  }
}

/// A small model that is asked about longer texts than in training, by how it knows places.
struct LengthRow: ExperimentRow, Equatable {
  let positions: LanguageModel<Float>.Positions
  static let columns = ["positions"]
  var cells: [String] { [positions.rawValue] }
  /// The window of its training, in tokens, and those that it is asked about.
  static let (trained, asked) = (16, [16, 32, 64])
  static let steps = 1500
}

/// The writer of the grammar's stories, trained as the kept one is.
struct TellerRow: ExperimentRow, Equatable {
  static let columns = ["steps"]
  static let steps = 6000
  var cells: [String] { ["\(Self.steps)"] }
}

/// The chapter's comparisons of trainings.
enum Comparisons {
  static let copyRows = [
    CopyRow.book, CopyRow(), CopyRow(text: .late), CopyRow(isRotary: true),
    CopyRow(text: .late, isRotary: true), CopyRow(text: .repeated), CopyRow(blocks: 1),
  ]

  static let copying = Experiment(
    "copying", "When do induction heads come up, and where does the head before them look?",
    rows: copyRows, measures: CopyTrial.measures, starts: 10, seconds: 4
  ) { row, random in
    CopyTrial(InductionTraining(row, random, steps: row.steps)).values
  }

  static let littleRows = [
    LittleRow(), LittleRow(dropout: 0), LittleRow(features: 32), LittleRow(blocks: 2),
    LittleRow(rate: 0.001), LittleRow(rate: 0.01), LittleRow(warmUp: 1), LittleRow(decay: 0),
    LittleRow(clipping: nil), LittleRow(rate: 0.01, warmUp: 1),
    LittleRow(rate: 0.01, clipping: nil), LittleRow(rate: 0.01, warmUp: 1, clipping: nil),
  ]

  static let little = Experiment(
    "little", "What do rate, warm-up, clipping, decay, dropout, width and blocks do?",
    rows: littleRows, measures: LittleTrial.measures, starts: 5, seconds: 45
  ) { row, random in try LittleTrial(row, random).values }

  /// Twelve narrow blocks, wired in each way; and the two that are in use without warming up.
  static let wiringRows =
    LanguageBlock<Float>.Wiring.allCases.map { deep($0) }
    + [deep(.preNorm, warmUp: 1), deep(.postNorm, warmUp: 1)]

  static func deep(_ wiring: LanguageBlock<Float>.Wiring, warmUp: Int = 50) -> LittleRow {
    LittleRow(
      blocks: Sizes.depth, features: 32, wiring: wiring, dropout: 0, warmUp: warmUp, steps: 500)
  }

  static let wirings = Experiment(
    "wirings", "Which wirings of twelve blocks can be trained?", rows: wiringRows,
    measures: LittleTrial.measures, starts: 3, seconds: 45
  ) { row, random in try LittleTrial(row, random).values }
}

extension Comparisons {
  static let lengthRows = LanguageModel<Float>.Positions.allCases.map { LengthRow(positions: $0) }

  static let lengths = Experiment(
    "lengths", "Which ways to know places bear longer texts than in training?", rows: lengthRows,
    measures: LengthRow.asked.map { "\($0)" }, starts: 5, seconds: 40
  ) { row, random in
    let stories = try Stories()
    var model = LanguageModel<Float>(Sizes.longTexts(row.positions))
    model.initialize { StartingValues.small($0, random, prefix: "positions.") }
    var training = LanguageTraining(random: random, steps: LengthRow.steps)
    (training.prefix, training.window, training.windows) = ("positions.", LengthRow.trained, 32)
    let result = try training.run(model, stories.training, stories.validation)
    return LengthRow.asked.map {
      Double(training.loss(result.model, stories.validation, window: $0))
    }
  }
}

extension Comparisons {
  static let tellers = Experiment(
    "tellers", "Do other starts of the writer reach what the kept one does?", rows: [TellerRow()],
    measures: ["loss"] + TaleGoals.names, starts: 2, seconds: 1800
  ) { row, random in
    let tales = Tales()
    let result = try TaleTraining(.teller(TellerRow.steps), random).run(tales)
    // As the kept one is: with the parameters that its file holds.
    var models = TrainedModels(steps: TellerRow.steps, seed: random.seed, precision: .bfloat16)
    models.add(Training.teller, result.model)
    let kept = try models.model(Training.teller, LanguageModel(Sizes.teller))
    let measured = TaleMeasures(kept, tales, random)
    return [measured.loss] + measured.goals
  }
}

/// What was measured of a training on the little text.
struct LittleTrial: Sendable {
  static let measures = ["best", "step", "training", "clipped", "longest"]
  /// The lowest loss on the held-out stories, after which step; the mean loss of the last fifty steps; the
  /// share of gradients longer than 1, and the longest as a multiple of the median.
  let values: [Double]

  init(_ row: LittleRow, _ random: NamedRandom) throws {
    let stories = try Stories()
    var training = LanguageTraining(random: random, steps: row.steps)
    (training.rate, training.warmUp, training.weightDecay, training.clipping) = (
      row.rate, row.warmUp, row.decay, row.clipping ?? .infinity  // so that lengths are noted
    )
    var model = LanguageModel<Float>(Sizes.compared(row))
    model.initialize { StartingValues.small($0, random, prefix: "gpt.") }
    let result = try training.run(model, stories.training, stories.validation)
    let validation = result.validation
    let best = validation.indices.min { validation[$0] < validation[$1] } ?? 0
    let lengths = result.lengths.map(Double.init)
    values = [
      Double(validation[best]),
      Double(min(training.interval * (best + 1), result.losses.count)),
      Measured(result.losses.suffix(50).map(Double.init)).mean,
      Double(lengths.count { $0 > 1 }) / Double(lengths.count),
      (lengths.max() ?? 0) / lengths.sorted()[lengths.count / 2],
    ]
  }
}
