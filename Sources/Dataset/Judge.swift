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
    /// How many times as far the nearest member of another name is: large where there is no doubt.
    public let margin: Double
  }

  /// - Parameter pixels: As many as a member has, channel after channel.
  public func verdict(on pixels: [Double]) -> Verdict {
    let distances = family.map { member in
      var sum = 0.0
      for i in pixels.indices {
        let difference = member.pixels[i] - pixels[i]
        sum += difference * difference
      }
      return sum
    }
    let nearest = distances.indices.dropFirst().reduce(0) {
      distances[$1] < distances[$0] ? $1 : $0
    }
    let member = family[nearest]
    let rival = family.indices.filter { family[$0].name != member.name }.map { distances[$0] }.min()
    return Verdict(
      member: member, distance: (distances[nearest] / Double(pixels.count)).squareRoot(),
      isMember: zip(pixels, member.pixels).allSatisfy { ($0 > 0) == ($1 > 0) },
      margin: ((rival ?? .infinity) / distances[nearest]).squareRoot())
  }
}
