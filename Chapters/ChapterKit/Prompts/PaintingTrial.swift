import Dataset
import Numerics

/// What a training of a painter comes to: a line of an experiment.
package enum PaintingTrial {
  /// Every set of captions at w = 3, and the title at w = 5: how much is as asked, from 0 to 1. Then, of all
  /// paintings at w = 3, how far they are from the nearest sprite.
  package static let measures =
    Reading.Asked.allCases.map(measure) + [titleAt5, distance]
  package static let titleAt5 = "title at w = 5"
  package static let distance = "distance"

  /// What a set of captions is called.
  package static func measure(_ asked: Reading.Asked) -> String { asked.rawValue }

  /// - Parameters:
  ///   - split: Which sprites the training has shown.
  ///   - random: Of the noise that is painted from.
  /// - Throws: `UnknownWord` for a caption that has a word unknown to the vocabulary.
  package static func values(
    edge: Int, _ split: Split, _ random: NamedRandom, _ paint: Reading.Paint
  ) throws -> [Double] {
    let judge = Judge(of: Reading.family(edge: edge))
    func verdicts(_ asked: Reading.Asked, _ scale: Double) throws -> [Judge.Verdict] {
      try Reading.verdicts(on: asked, scale, split, random, judge, paint)
    }
    func share(_ asked: Reading.Asked, _ verdicts: [Judge.Verdict]) -> Double {
      let fitting = verdicts.enumerated().count { asked.caption($0, split).fits($1.sprite) }
      return Double(fitting) / Double(verdicts.count)
    }
    let read = try Reading.Asked.allCases.map { (asked: $0, verdicts: try verdicts($0, 3)) }
    let all = read.flatMap(\.verdicts)
    return try read.map(share) + [share(.title, verdicts(.title, 5)), all.meanDistance]
  }
}

extension [Judge.Verdict] {
  /// How far what was judged is from the nearest sprite, in the mean.
  package var meanDistance: Double { map(\.distance).reduce(0, +) / Double(count) }
}
