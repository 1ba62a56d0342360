/// Reads a drawing as the member of a family that is nearest to it: a judge that knows everything that
/// could have been asked for.
package struct Judge: Sendable {
  package let family: [Picture]

  package init(of family: [Picture]) { self.family = family }

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

  /// - Parameter pixels: As many as a member has, channel after channel.
  package func verdict(on pixels: [Double]) -> Verdict {
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
