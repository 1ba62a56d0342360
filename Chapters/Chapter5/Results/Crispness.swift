import ChapterKit
import Dataset
import Numerics
import Terminal

/// How clear some pictures are, beside the family that they should belong to.
struct Crispness: Sendable {
  let count: Int
  /// To the nearest sprite: the root of the mean squared difference, in the mean.
  let distance: Double
  /// The same, where the sprite may also lie between the places that the judge knows.
  let placed: Double
  /// How many times as far the nearest sprite of another name is: in the mean, and the least.
  let margin: (mean: Double, least: Double)
  /// How many pixels of a picture have a colour that no sprite has, in the mean.
  let foreign: Double

  init(_ pictures: [[Double]], _ verdicts: [Judge.Verdict], _ palette: Palette) {
    count = pictures.count
    distance = verdicts.meanDistance
    placed =
      Measured(
        Array(pictures.indices).concurrentMap { Self.placed(pictures[$0], verdicts[$0]) }
      ).mean
    let margins = verdicts.map(\.margin)
    margin = (Measured(margins).mean, margins.min() ?? 0)
    foreign = Measured(pictures.map { Double(palette.foreign(in: $0)) }).mean
  }

  /// How far a picture is from the sprite that the judge reads in it, moved to where it fits best: by halves
  /// of a sixteenth of the edge, and then by quarters around the best of these.
  private static func placed(_ pixels: [Double], _ verdict: Judge.Verdict) -> Double {
    guard let sprite = Sprite.all.first(where: { $0.name == verdict.member.name }) else {
      stop("the judge reads no sprite: \(verdict.member.name)")
    }
    typealias Place = (right: Double, down: Double)
    func nearest(_ places: [Place]) -> (place: Place, distance: Double) {
      let all = places.map { place in
        let moved = sprite.picture(
          edge: LatentSystem.edge, right: place.right, down: place.down)
        return (place: place, distance: Numerics.distance(moved.pixels, pixels))
      }
      return all.min { $0.distance < $1.distance } ?? all[0]
    }
    func around(_ place: Place, _ moves: [Double]) -> [Place] {
      moves.flatMap { x in moves.map { (place.right + x, place.down + $0) } }
    }
    let coarse = nearest(around((0, 0), [-1, -0.5, 0, 0.5, 1]))
    return min(
      verdict.distance, nearest(around(coarse.place, [-0.25, 0, 0.25])).distance)
  }
}
