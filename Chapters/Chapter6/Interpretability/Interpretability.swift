import ChapterKit
import Core
import Numerics

/// What the model that repeats is measured to do, over many sequences that it was not trained on.
struct Interpretability: Sendable {
  static let sequences = 200
  let heads: HeadScores
  /// The mean probability of the right word where it can be known, at each stage of the lens.
  let lens: [Measured]
  /// How often the right word is the likeliest one, at each stage.
  let right: [Double]
  /// With the word before the answer replaced, and with the answer itself replaced.
  let (before, itself): (Patching, Patching)

  init(_ model: LanguageModel<Double>) {
    let draws = NamedRandom(seed: 1)["copy.test"]
    let texts = (0..<Self.sequences).map { Copying.repeated(draws, $0) }
    heads = HeadScores(model, texts.map { $0.dropLast() })
    let lens = texts.map { Lens(model, $0) }
    let stages = 0...Sizes.copy.layers
    self.lens = stages.map { stage in Measured(lens.map { $0.mean(stage) }) }
    right = stages.map { stage in Measured(lens.map { $0.share(stage) }).mean }
    before = Patching(model, clean: Copying.clean, corrupt: Copying.corrupt)
    itself = Patching(model, clean: Copying.clean, corrupt: Copying.otherCorrupt)
  }
}

/// The logit lens on one repeated sequence, at the places whose next word can be known.
struct Lens: Sendable {
  /// By stage and place: the right word's probability, and whether it is the likeliest.
  private var probability: [[Double]] = []
  private var isRight: [[Bool]] = []

  // excerpt Lens
  init(_ model: LanguageModel<Double>, _ text: [Int]) {
    var (model, softmax) = (model, Softmax<Double>())
    let seen = Seen(model, text.dropLast())
    for stage in seen.stages {
      let p = softmax.forward(model.logits(of: stage))
      let known = Copying.words + 1..<2 * Copying.words
      let rows = known.map { place in (0..<p.shape[2]).map { p[0, place, $0] } }
      let right = known.map { text[$0 + 1] }
      probability.append(zip(rows, right).map { $0[$1] })
      isRight.append(zip(rows, right).map { row, right in row.max() == row[right] })
    }
  }
  // end excerpt

  func mean(_ stage: Int) -> Double { Measured(probability[stage]).mean }
  func share(_ stage: Int) -> Double { Measured(isRight[stage].map { $0 ? 1 : 0 }).mean }
}
