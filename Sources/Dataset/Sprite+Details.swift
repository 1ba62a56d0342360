/// What large pictures of sprites show besides.
extension Sprite {
  /// Pink inside a cat's ears.
  var earDetails: [Shape] {
    guard animal == .cat else { return [] }
    return [3.9, 12.1].map { Self.triangle(Self.pink, tip: $0, 4.8, width: 2.2, height: 4) }
  }

  /// A light in each eye, and what each animal has of its own.
  var faceDetails: [Shape] {
    switch animal {
    case .cat:
      let pupils = [6.2, 9.8].map { Self.ellipse(Self.dark, $0, 9, 0.3, 0.7) }
      return pupils + whiskers(from: 2.4, reach: 3.6) + lights(at: 6.2, 9.8, height: 9)
    case .dog: return [Self.ellipse(Self.pink, 8, 13.5, 0.7, 0.9)] + lights(at: 6.2, 9.8, height: 9)
    case .rabbit:
      return [Self.box(Self.dark, 7.9...8.1, 12...13.6)] + whiskers(from: 1.6, reach: 2.6)
        + lights(at: 6.2, 9.8, height: 9)
    case .bear:
      return [Self.box(Self.dark, 7.85...8.15, 11.4...12.8)] + lights(at: 6.2, 9.8, height: 9)
    case .owl:
      // Feathers on the belly, in three rows.
      let feathers = [(6.6, 13.4), (8, 13.9), (9.4, 13.4)].map {
        Self.ellipse(mixed(furColour, Self.beige), $0.0, $0.1, 0.5, 0.7)
      }
      return feathers + lights(at: 6.1, 9.9, height: 9.1)
    case .bird:
      return [Self.ellipse(mixed(furColour, Self.beige), 9.4, 11.2, 1.9, 1.3)]
        + lights(at: 7.2, height: 8.6)
    }
  }

  /// Stripes of a lighter colour; grey ones on a white hat.
  var hatDetails: [Shape] {
    guard let hat else { return [] }
    let light = mixed(Self.colour(hat.colour), hat.colour == .white ? (0, 0, 0) : (1, 1, 1))
    switch hat.size {
    case .tiny: return [Self.box(light, 6.9...9.1, 4.7...5.3)]
    case .big:
      return [Self.box(light, 5.8...10.2, 1.8...2.6), Self.box(light, 5.8...10.2, 3.6...4.4)]
    }
  }

  private static let beige: RGB = (0.6, 0.5, 0.2)

  private func mixed(_ a: RGB, _ b: RGB) -> RGB {
    ((a.red + b.red) / 2, (a.green + b.green) / 2, (a.blue + b.blue) / 2)
  }

  private func lights(at eyes: Double..., height: Double) -> [Shape] {
    eyes.map { Self.ellipse((1, 1, 1), $0 + 0.25, height - 0.3, 0.3, 0.3) }
  }

  /// Two lines on either side of the mouth, so far from the middle and so long.
  private func whiskers(from start: Double, reach: Double) -> [Shape] {
    let colour: RGB = fur == .black ? (0.9, 0.9, 0.9) : Self.dark
    let (wide, high) = (start + reach, 0.4 + 0.15 * reach + 0.14)
    return [-0.15, 0.15].map { slope in
      Shape(
        colour: colour, x: 8 - wide...8 + wide, y: 11.6 - high...11.6 + high
      ) { x, y in
        let out = (x - 8).magnitude - start
        let middle = 11.6 + (slope < 0 ? -0.4 : 0.4) + slope * out
        return out >= 0 && out <= reach && (y - middle).magnitude <= 0.14
      }
    }
  }
}
