import ChapterKit
import Core
import Numerics

/// What was measured of a model that was trained to repeat.
struct CopyTrial: Sendable {
  static let (early, late) = ("previous early", "previous late")
  static let (induction0, induction) = ("induction block 0", "induction")
  static let (repeated, pieces) = ("repetitions", "pieces")
  static let (from, to) = ("moves from", "moves to")
  static let lens = ["lens embedding", "lens block 0", "lens end"]
  static let measures = [early, late, induction0, induction, repeated, pieces, from, to] + lens
  /// In the order of `measures`.
  let values: [Double]

  // excerpt CopyTrial
  init(_ training: InductionTraining) {
    let (state, looks) = training.run()
    let (model, draws) = (state.model, training.random["copy.test"])
    let texts = (0..<InductionTraining.sequences).map { Copying.repeated(draws, $0) }
    let pieces = (0..<InductionTraining.sequences).map { Copying.pieces(draws, $0) }
    let heads = HeadScores(model, texts.map { $0.dropLast() })
    let halves = heads.previousHalves
    let moves = Chapter6Story.rise(looks.map(\.induction)) ?? (0, looks.count - 1)
    let induction = heads.layers(.induction).map { $0.map(\.mean).max() ?? 0 }
    let known = [texts, pieces].map { InductionTraining.loss(model, $0, at: Copying.isKnown) }
    values =
      [halves.early, halves.late, induction[0], induction.max() ?? 0] + known
      + [moves.from, moves.to].map { Double($0 * training.interval) }
      + Self.lens(model, training.row, texts)
  }
  // end excerpt

  /// How often the right word is the likeliest: at the embedding, after block 0, at the end.
  private static func lens(_ model: LanguageModel<Float>, _ row: CopyRow, _ texts: [[Int]])
    -> [Double]
  {
    var wide = LanguageModel<Double>(.init(copying: row))
    let values = model.parameters.map { ($0.name, $0.value.converted(to: Double.self)) }
    do { try wide.load(Dictionary(uniqueKeysWithValues: values)) } catch { stop("\(error)") }
    let lens = texts.map { Lens(wide, $0) }
    return [0, 1, row.blocks].map { stage in Measured(lens.map { $0.share(stage) }).mean }
  }
}

extension HeadScores {
  /// The mean weight on the token before it of the head that looks there most, while the words are new (places 2 to
  /// 5), and while they are repeated (places 6 to 9).
  var previousHalves: (early: Double, late: Double) {
    let half = Copying.words - 1
    let heads = previousByPlace.joined().map { weights in
      (
        early: Measured(Array(weights.prefix(half))).mean,
        late: Measured(Array(weights.dropFirst(half))).mean
      )
    }
    return heads.max { $0.early < $1.early } ?? (0, 0)
  }
}
