/// All colours that a family of coloured pictures has, soft edges included: to tell those that it has not.
package struct Palette: Sendable {
  /// How far apart two colours are, as the root of the sum of three squared differences, that no longer count as
  /// the same. From black to white it is 3.5.
  package static let tolerance = 0.4
  private static let steps = 10.0
  private let colours: [SIMD4<Double>]

  /// - Parameter family: Pictures of three channels; their colours are rounded to tenths.
  package init(of family: [Picture]) {
    var seen: Set<SIMD4<Int>> = []
    for picture in family {
      for colour in Self.colours(of: picture.pixels) {
        seen.insert(SIMD4<Int>((colour * Self.steps).rounded(.toNearestOrEven)))
      }
    }
    colours = seen.map { SIMD4<Double>($0) / Self.steps }
  }

  /// How many pixels of a picture (three channels after each other) have a colour that the family has not.
  package func foreign(in pixels: [Double]) -> Int {
    let limit = Self.tolerance * Self.tolerance
    return Self.colours(of: pixels).count { colour in
      !colours.contains { own in
        let d = own - colour
        return (d * d).sum() <= limit
      }
    }
  }

  private static func colours(of pixels: [Double]) -> [SIMD4<Double>] {
    let n = pixels.count / 3
    return (0..<n).map { SIMD4(pixels[$0], pixels[n + $0], pixels[2 * n + $0], 0) }
  }
}
