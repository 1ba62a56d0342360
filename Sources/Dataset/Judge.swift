import Numerics

/// Reads a drawing as the member of a family that is nearest to it: a judge that knows everything that
/// could have been asked for.
package struct Judge: Sendable {
  /// All that could have been asked for.
  package let family: PictureFamily
  /// Members of the same name have the same number.
  private let names: [Int]
  private let coarse: CoarseFamily

  /// - Parameter family: Pictures of one shape; those that mean the same have the same name.
  package init(of family: some Sequence<Picture>) {
    let family = PictureFamily(family)
    self.family = family
    var numbers: [String: Int] = [:]
    names = family.map { member in
      let number = numbers[member.name] ?? numbers.count
      numbers[member.name] = number
      return number
    }
    coarse = CoarseFamily(family)
  }

  /// What the judge reads in a drawing.
  package struct Verdict: Sendable {
    /// The nearest member; the first of several that are equally near.
    package let member: Picture
    /// The root mean square difference of the pixels to it.
    package let distance: Double
    /// Whether every pixel is on the member's side of 0.
    package let isMember: Bool
    /// How many times as far the nearest member of another name is: large where there is no doubt.
    package let margin: Double
  }

  /// Most members are known to be too far from a glance at their coarse pictures; the distances to the
  /// others are computed, as far as they matter.
  ///
  /// - Parameter pixels: As many as a member has, channel after channel.
  package func verdict(on pixels: [Double]) -> Verdict {
    let bounds = coarse.lowerBounds(of: pixels)
    var nearest: (index: Int, distance: Double)?
    var rival = Double.infinity  // of the members with another name, the nearest one's distance
    for i in bounds.indices.sorted(by: { bounds[$0] < bounds[$1] }) {
      if Self.isAbove(rival, bounds[i]) { break }
      let distance = family.squaredDistance(of: i, to: pixels, upTo: rival)
      guard let best = nearest else {
        nearest = (i, distance)
        continue
      }
      let isNearer = (distance, i) < (best.distance, best.index)
      if names[i] != names[best.index] { rival = min(rival, isNearer ? best.distance : distance) }
      if isNearer { nearest = (i, distance) }
    }
    guard let nearest else { stop("a judge without a family") }
    let member = family[nearest.index]
    return Verdict(
      member: member, distance: (nearest.distance / Double(pixels.count)).squareRoot(),
      isMember: zip(pixels, member.pixels).allSatisfy { ($0 > 0) == ($1 > 0) },
      margin: (rival / nearest.distance).squareRoot())
  }

  /// The nearest member alone, the first of several that are equally near; and the root mean square
  /// difference of the pixels to it.
  ///
  /// - Parameter pixels: As many as a member has, channel after channel.
  package func nearest(to pixels: [Double]) -> (member: Picture, distance: Double) {
    let bounds = coarse.lowerBounds(of: pixels)
    guard let first = bounds.indices.min(by: { bounds[$0] < bounds[$1] }) else {
      stop("a judge without a family")
    }
    var (index, least) = (first, Double.infinity)
    for i in [first] + bounds.indices where !Self.isAbove(least, bounds[i]) {
      let distance = family.squaredDistance(of: i, to: pixels, upTo: least)
      if (distance, i) < (least, index) { (index, least) = (i, distance) }
    }
    return (family[index], (least / Double(pixels.count)).squareRoot())
  }

  /// Whether a squared distance that is not below a bound is certainly above another one. A bound may have
  /// been rounded up, by far less than this.
  private static func isAbove(_ distance: Double, _ bound: Double) -> Bool {
    bound * (1 - 1e-9) > distance
  }
}

/// Every member of a family as a coarse picture, whose pixels are the means of 4×4 pixels.
///
/// The squared distance of two pictures is at least 16 times that of their coarse ones, because the
/// square of a mean is at most the mean of the squares.
private struct CoarseFamily: Sendable {
  private let shape: (channels: Int, rows: Int, columns: Int)
  /// The edge of a coarse pixel: 4, or 1 where the pictures cannot be divided so.
  private let edge: Int
  /// (coarse pixels, members): a loop over members is a loop over neighbours, which becomes vectors.
  private let pixels: [Double]
  private let members: Int

  init(_ family: PictureFamily) {
    let first = family.first
    shape = (first?.channels ?? 0, first?.rows ?? 0, first?.columns ?? 0)
    edge = shape.rows % 4 == 0 && shape.columns % 4 == 0 ? 4 : 1
    members = family.count
    let (shape, edge) = (shape, edge)
    let coarse = family.map { Self.means($0.pixels, shape, edge) }
    pixels = (coarse.first ?? []).indices.flatMap { i in coarse.map { $0[i] } }
  }

  /// For each member a number that its squared distance is not below, but for rounding.
  func lowerBounds(of picture: [Double]) -> [Double] {
    var bounds = [Double](repeating: 0, count: members)
    for (i, own) in Self.means(picture, shape, edge).enumerated() {
      for n in 0..<members {
        let gap = pixels[i * members + n] - own
        bounds[n] += gap * gap
      }
    }
    return bounds.map { $0 * Double(edge * edge) }
  }

  private static func means(
    _ pixels: [Double], _ shape: (channels: Int, rows: Int, columns: Int), _ edge: Int
  ) -> [Double] {
    let (rows, columns) = (shape.rows / edge, shape.columns / edge)
    var means = [Double](repeating: 0, count: shape.channels * rows * columns)
    for i in pixels.indices {
      let (row, column) = (i / shape.columns, i % shape.columns)
      means[row / edge * columns + column / edge] += pixels[i]
    }
    return means.map { $0 / Double(edge * edge) }
  }
}
