/// Reads a drawing as the member of a family that is nearest to it: a judge that knows everything that
/// could have been asked for.
public struct Judge: Sendable {
  public let family: [Picture]

  public init(of family: [Picture]) { self.family = family }

  public struct Verdict: Sendable {
    /// The nearest member; the first of several that are equally near.
    public let member: Picture
    /// The root mean square difference of the pixels to it.
    public let distance: Double
    /// Whether every pixel is on the member's side of 0.
    public let isMember: Bool
  }

  /// - Parameter pixels: As many as a member has, channel after channel.
  public func verdict(on pixels: [Double]) -> Verdict {
    let distances = family.map { member in
      zip(member.pixels, pixels).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let nearest = distances.indices.dropFirst().reduce(0) {
      distances[$1] < distances[$0] ? $1 : $0
    }
    let member = family[nearest]
    return Verdict(
      member: member, distance: (distances[nearest] / Double(pixels.count)).squareRoot(),
      isMember: zip(pixels, member.pixels).allSatisfy { ($0 > 0) == ($1 > 0) })
  }
}
