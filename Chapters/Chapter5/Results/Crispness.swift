import ChapterKit
import Dataset
import Numerics

/// How clear some pictures are, beside the family that they should belong to.
struct Crispness: Sendable {
  let count: Int
  /// To the nearest sprite: the root of the mean squared difference, in the mean.
  let distance: Double
  /// How many times as far the nearest sprite of another name is: in the mean, and the least.
  let margin: (mean: Double, least: Double)
  /// How many pixels of a picture have a colour that no sprite has, in the mean.
  let foreign: Double

  init(_ pictures: [[Double]], _ verdicts: [Judge.Verdict], _ palette: Palette) {
    count = pictures.count
    distance = verdicts.meanDistance
    let margins = verdicts.map(\.margin)
    margin = (Measured(margins).mean, margins.min() ?? 0)
    foreign = Measured(pictures.map { Double(palette.foreign(in: $0)) }).mean
  }
}
