import Numerics

/// The digits 0 to 9 as 8×8 pictures, drawn with strokes of random thickness and slant at a random
/// place: no two are the same, and there are as many as wanted.
package struct Digits: Sendable {
  /// Rows, and columns, of a picture.
  package static let edge = 8
  private let draws: NamedRandom.Draws

  /// - Parameter random: Pictures are made of its draws of the name `digits`, eight places for each.
  package init(random: NamedRandom) { draws = random["digits"] }

  /// Picture number i: always the same for the same seed.
  package func picture(_ i: Int) -> Picture {
    func uniform(_ n: Int, _ range: ClosedRange<Double>) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * draws.uniform(8 * i + n)
    }
    return Self.drawn(
      draws.integer(8 * i, below: 10), right: uniform(1, Self.right), down: uniform(2, Self.down),
      slant: uniform(3, Self.slant), thickness: uniform(4, Self.thickness))
  }

  /// How far a digit is moved, slanted, and how thick its strokes are.
  private static let (right, down) = (-0.7...0.7, -0.4...0.4)
  private static let (slant, thickness) = (-0.15...0.15, 0.55...0.85)

  /// Every digit at evenly spread places, slants and thicknesses: what a judge compares a drawing with.
  package static let family: [Picture] = {
    func spread(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
      (0..<count).map { n in
        let share = (Double(n) + 0.5) / Double(count)
        return range.lowerBound + share * (range.upperBound - range.lowerBound)
      }
    }
    var all: [Picture] = []
    for digit in 0..<10 {
      for x in spread(right, 6) {
        for y in spread(down, 4) {
          for lean in spread(slant, 3) {
            for width in spread(thickness, 3) {
              all.append(drawn(digit, right: x, down: y, slant: lean, thickness: width))
            }
          }
        }
      }
    }
    return all
  }()

  private static func drawn(
    _ digit: Int, right: Double, down: Double, slant: Double, thickness: Double
  ) -> Picture {
    let strokes = strokes[digit].map { stroke in
      stroke.map { x, y in (x + right + slant * (3.5 - y), y + down) }
    }
    let pixels = (0..<edge * edge).map { place -> Double in
      let point = (Double(place % edge), Double(place / edge))
      let distance = strokes.map { Self.distance(from: point, to: $0) }.min() ?? .infinity
      // Ink fades out over one pixel at the edge of a stroke.
      return 2 * min(1, max(0, thickness + 0.5 - distance)) - 1
    }
    return Picture(name: "\(digit)", rows: edge, columns: edge, pixels: pixels)
  }

  private static func distance(from p: (Double, Double), to stroke: [(Double, Double)]) -> Double {
    zip(stroke, stroke.dropFirst()).map { a, b in
      let (dx, dy) = (b.0 - a.0, b.1 - a.1)
      let along = ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy)
      let s = min(1, max(0, along))
      let (x, y) = (p.0 - a.0 - s * dx, p.1 - a.1 - s * dy)
      return (x * x + y * y).squareRoot()
    }.min() ?? .infinity
  }

  /// Each digit as polylines of (x, y) points, on a canvas from 0 to 7 with y downward.
  private static let strokes: [[[(Double, Double)]]] = [
    [[(3, 1), (4, 1), (5, 2), (5, 5), (4, 6), (3, 6), (2, 5), (2, 2), (3, 1)]],
    [[(2.5, 2), (3.5, 1), (3.5, 6)]],
    [[(2, 2), (3, 1), (4, 1), (5, 2), (5, 3), (2, 6), (5, 6)]],
    [[(2, 1), (5, 1), (3.5, 3.2), (5, 4.3), (4.6, 5.7), (3.5, 6), (2, 5.6)]],
    [[(4, 6), (4, 1), (1.7, 4.5), (5.3, 4.5)]],
    [[(5, 1), (2, 1), (2, 3.2), (4.2, 3.2), (5, 4.2), (4.6, 5.6), (3.5, 6), (2, 5.7)]],
    [[(4.6, 1), (3, 1.6), (2, 3.5), (2, 5), (3, 6), (4, 6), (5, 5), (4.4, 3.6), (2.3, 3.8)]],
    [[(2, 1), (5, 1), (3, 6)]],
    [
      [(3.5, 3.4), (2.2, 2.6), (2.5, 1.2), (4.5, 1.2), (4.8, 2.6), (3.5, 3.4)],
      [(3.5, 3.4), (2, 4.6), (2.5, 6), (4.5, 6), (5, 4.6), (3.5, 3.4)],
    ],
    [[(4.8, 3), (3.6, 3.5), (2.2, 2.8), (2.4, 1.3), (4.4, 1.1), (4.8, 3), (4.4, 6)]],
  ]
}
