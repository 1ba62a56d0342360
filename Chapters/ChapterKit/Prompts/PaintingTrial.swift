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
  ///   - edge: Of the paintings, in pixels.
  ///   - split: Which sprites the training has shown.
  ///   - random: Of the noise that is painted from.
  ///   - paint: What is measured: paints captions from noise, with a guidance scale.
  /// - Throws: `UnknownWord` for a caption that has a word unknown to the vocabulary.
  package static func values(
    edge: Int, _ split: Split, _ random: NamedRandom, _ paint: Reading.Paint
  ) throws -> [Double] {
    let judge = Judge(of: Sprite.family(edge: edge))
    func read(_ asked: Reading.Asked, _ scale: Double) throws -> ReadPaintings {
      try ReadPaintings(asked, scale, split, random, judge, paint)
    }
    let all = try Reading.Asked.allCases.map { try read($0, 3) }
    return try all.map(\.share) + [read(.title, 5).share, all.flatMap(\.verdicts).meanDistance]
  }
}

/// What a judge says of paintings of a set of captions.
package struct ReadPaintings: Sendable {
  package let verdicts: [Judge.Verdict]
  /// How many are as asked, from 0 to 1.
  package let share: Double

  /// - Throws: `UnknownWord` for a caption that has a word unknown to the vocabulary.
  package init(
    _ asked: Reading.Asked, _ scale: Double, _ split: Split, _ random: NamedRandom,
    _ judge: Judge, _ paint: Reading.Paint
  ) throws {
    verdicts = try Reading.verdicts(on: asked, scale, split, random, judge, paint)
    let fitting = verdicts.enumerated().count { asked.caption($0, split).fits($1.sprite) }
    share = Double(fitting) / Double(verdicts.count)
  }
}

extension [Judge.Verdict] {
  /// How far what was judged is from the nearest sprite, in the mean.
  package var meanDistance: Double { map(\.distance).reduce(0, +) / Double(count) }
}
