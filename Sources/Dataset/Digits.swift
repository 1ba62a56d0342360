import Numerics

/// The digits 0 to 9 as 8×8 pictures, drawn with strokes of random thickness and slant at a random
/// place: no two are the same, and there are as many as wanted.
public struct Digits: Sendable {
  public static let edge = 8
  private let draws: NamedRandom.Draws

  public init(random: NamedRandom) { draws = random["digits"] }

  /// Picture number i: always the same for the same seed.
  public func picture(_ i: Int) -> Picture {
    func uniform(_ n: Int, _ low: Double, _ high: Double) -> Double {
      low + (high - low) * draws.uniform(8 * i + n)
    }
    let digit = draws.integer(8 * i, below: 10)
    let (right, down) = (uniform(1, -0.7, 0.7), uniform(2, -0.4, 0.4))
    let (slant, thickness) = (uniform(3, -0.15, 0.15), uniform(4, 0.55, 0.85))
    let strokes = Self.strokes[digit].map { stroke in
      stroke.map { x, y in (x + right + slant * (3.5 - y), y + down) }
    }
    let pixels = (0..<Self.edge * Self.edge).map { place -> Double in
      let point = (Double(place % Self.edge), Double(place / Self.edge))
      let distance = strokes.map { Self.distance(from: point, to: $0) }.min() ?? .infinity
      // Ink fades out over one pixel at the edge of a stroke.
      return 2 * min(1, max(0, thickness + 0.5 - distance)) - 1
    }
    return Picture(name: "\(digit)", rows: Self.edge, columns: Self.edge, pixels: pixels)
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
