import Numerics

/// Tiny animals in colour, with a hat or without: what captions speak of.
///
/// Everything is drawn by this code from attributes, at any size, so that a judge can know the whole
/// family. A picture has three channels (red, green, blue), each from −1 to 1.
package struct Sprite: Sendable, Hashable {
  /// What animal it is; the cases are also the captions' words.
  package enum Animal: String, CaseIterable, Sendable {
    case cat, dog, bird, rabbit, bear, owl
  }
  /// What colour its fur has, or a bird's feathers.
  package enum Fur: String, CaseIterable, Sendable { case black, white, brown, grey }
  /// How much of the head a hat covers.
  package enum Size: String, CaseIterable, Sendable { case tiny, big }
  /// What colour a hat has; three of the words are also furs', so a caption must say whose colour it is.
  package enum Colour: String, CaseIterable, Sendable {
    case red, blue, green, yellow, black, white, brown
  }

  /// A hat, described in full.
  package struct Hat: Sendable, Hashable {
    /// How large it is.
    package var size: Size
    /// The colour of its crown and brim.
    package var colour: Colour

    /// A hat of a size and a colour.
    package init(_ size: Size, _ colour: Colour) {
      self.size = size
      self.colour = colour
    }
  }

  /// What animal it is.
  package var animal: Animal
  /// The colour of its fur.
  package var fur: Fur
  /// What it wears; nil for a bare head.
  package var hat: Hat?

  /// An animal with all of its attributes.
  package init(_ animal: Animal, _ fur: Fur, _ hat: Hat?) {
    self.animal = animal
    self.fur = fur
    self.hat = hat
  }

  /// Every combination: 6 animals × 4 furs × (no hat + 2 sizes × 7 colours).
  package static let all: [Sprite] = Animal.allCases.flatMap { animal in
    Fur.allCases.flatMap { fur in
      [Sprite(animal, fur, nil)]
        + Size.allCases.flatMap { size in
          Colour.allCases.map { Sprite(animal, fur, Hat(size, $0)) }
        }
    }
  }

  /// `a black cat wearing a tiny red hat`, `a black cat wearing no hat`
  package var name: String {
    "a \(fur) \(animal) "
      + (hat.map { "wearing a \($0.size) \($0.colour) hat" } ?? "wearing no hat")
  }

  /// The sprite with the colours of fur and hat exchanged; nil where there is none, or it is the same.
  package var swapped: Sprite? {
    guard let hat, let fur = Fur(rawValue: hat.colour.rawValue),
      let colour = Colour(rawValue: self.fur.rawValue), fur != self.fur
    else { return nil }
    return Sprite(animal, fur, Hat(hat.size, colour))
  }
}

/// Drawing.
extension Sprite {
  typealias RGB = (red: Double, green: Double, blue: Double)

  struct Shape {
    let colour: RGB
    /// A part of the canvas, 16 units wide, outside of which no point is inside.
    let (x, y): (ClosedRange<Double>, ClosedRange<Double>)
    /// Whether a point of that part is inside.
    let contains: (Double, Double) -> Bool
  }

  /// The picture with an edge of so many pixels, moved right and down by units of a sixteenth of the edge.
  ///
  /// Each pixel is the mean of 16 points inside it, so edges are soft. From 32 pixels on there are details
  /// that smaller pictures have no room for.
  package func picture(edge: Int = 16, right: Double = 0, down: Double = 0) -> Picture {
    let (shapes, unit) = (shapes(isDetailed: edge >= 32), 16 / Double(edge))
    let front = Self.front(of: shapes, edge, unit, right, down)
    let colours = [Self.background] + shapes.map(\.colour)
    var pixels = [Double](repeating: 0, count: 3 * edge * edge)
    for r in 0..<edge {
      for q in 0..<edge {
        var sum: RGB = (0, 0, 0)
        for point in 0..<16 {
          let colour = colours[front[(4 * r + point / 4) * 4 * edge + 4 * q + point % 4]]
          sum = (sum.red + colour.red, sum.green + colour.green, sum.blue + colour.blue)
        }
        let place = r * edge + q
        pixels[place] = sum.red / 16
        pixels[edge * edge + place] = sum.green / 16
        pixels[2 * edge * edge + place] = sum.blue / 16
      }
    }
    return Picture(name: name, channels: 3, rows: edge, columns: edge, pixels: pixels)
  }

  /// For each of (4·edge)² points, row after row, the number of the foremost shape there, from 1; 0 where
  /// the background is seen.
  private static func front(
    of shapes: [Shape], _ edge: Int, _ unit: Double, _ right: Double, _ down: Double
  ) -> [Int] {
    let points = 4 * edge
    func place(_ point: Int) -> Double {
      (Double(point / 4) + (Double(point % 4) + 0.5) / 4) * unit
    }
    /// The points in a range of the canvas, and one more on each side for what is rounded.
    func reached(_ range: ClosedRange<Double>, moved: Double) -> Range<Int> {
      let (first, last) = (
        ((range.lowerBound + moved) / unit * 4).rounded(.down) - 1,
        ((range.upperBound + moved) / unit * 4).rounded(.up) + 1
      )
      func onCanvas(_ point: Double) -> Int { Int(min(max(point, 0), Double(points))) }
      return onCanvas(first)..<onCanvas(last)
    }
    var front = [Int](repeating: 0, count: points * points)
    for (number, shape) in shapes.enumerated() {
      let columns = reached(shape.x, moved: right)
      for row in reached(shape.y, moved: down) {
        let y = place(row) - down
        for column in columns where shape.contains(place(column) - right, y) {
          front[row * points + column] = number + 1
        }
      }
    }
    return front
  }

  /// The sky behind every sprite.
  package static let background: (red: Double, green: Double, blue: Double) = (0.2, 0.5, 0.85)
  static let dark: RGB = (-0.9, -0.9, -0.9)
  static let pink: RGB = (0.9, 0.2, 0.3)
  private static let beak: RGB = (1, 0.35, -0.8)
  static let pale: RGB = (0.9, 0.75, 0.6)
  private static let ring: RGB = (1, 0.9, 0.3)

  private static let black: RGB = (-0.7, -0.7, -0.65)
  private static let white: RGB = (0.95, 0.95, 0.95)
  private static let brown: RGB = (0.25, -0.3, -0.7)

  var furColour: RGB {
    switch fur {
    case .black: Self.black
    case .white: Self.white
    case .brown: Self.brown
    case .grey: (0, 0, 0.05)
    }
  }

  static func colour(_ colour: Colour) -> RGB {
    switch colour {
    case .red: (0.9, -0.8, -0.8)
    case .blue: (-0.8, -0.6, 0.9)
    case .green: (-0.8, 0.5, -0.7)
    case .yellow: (1, 0.85, -0.9)
    case .black: black
    case .white: white
    case .brown: brown
    }
  }

  /// From the back to the front.
  private func shapes(isDetailed: Bool) -> [Shape] {
    isDetailed
      ? ears + earDetails + head + face + faceDetails + hatShapes + hatDetails
      : ears + head + face + hatShapes
  }

  static func ellipse(_ colour: RGB, _ x: Double, _ y: Double, _ a: Double, _ b: Double)
    -> Shape
  {
    Shape(colour: colour, x: x - a...x + a, y: y - b...y + b) { px, py in
      let (dx, dy) = ((px - x) / a, (py - y) / b)
      return dx * dx + dy * dy <= 1
    }
  }

  /// A triangle with a point up or down at (x, y), so wide at its other end.
  static func triangle(
    _ colour: RGB, tip x: Double, _ y: Double, width: Double, height: Double
  ) -> Shape {
    Shape(
      colour: colour, x: x - width / 2...x + width / 2,
      y: min(y, y + height)...max(y, y + height)
    ) { px, py in
      let along = (py - y) / height
      return along >= 0 && along <= 1 && (px - x).magnitude <= along * width / 2
    }
  }

  static func box(_ colour: RGB, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>)
    -> Shape
  {
    Shape(colour: colour, x: x, y: y) { px, py in x.contains(px) && y.contains(py) }
  }

  private var ears: [Shape] {
    let fur = furColour
    switch animal {
    case .cat:
      return [3.9, 12.1].map { Self.triangle(fur, tip: $0, 3.2, width: 4.4, height: 6) }
    case .dog:
      return [3.2, 12.8].map { Self.ellipse(fur, $0, 10.2, 1.5, 3.4) }
    case .rabbit:
      return [4.6, 11.4].flatMap {
        [Self.ellipse(fur, $0, 4.4, 1.5, 4.4), Self.ellipse(Self.pink, $0, 4.4, 0.7, 3.2)]
      }
    case .bird:
      return []
    case .bear:
      return [4, 12].flatMap {
        [Self.ellipse(fur, $0, 6.6, 1.9, 1.9), Self.ellipse(Self.pale, $0, 6.6, 0.9, 0.9)]
      }
    case .owl:
      return [4.8, 11.2].map { Self.triangle(fur, tip: $0, 4.4, width: 2.6, height: 3) }
    }
  }

  private var head: [Shape] {
    let fur = furColour
    switch animal {
    case .bird: return [Self.ellipse(fur, 8, 10, 3.8, 4.2), Self.ellipse(fur, 11.6, 12.4, 3, 1.6)]
    case .owl: return [Self.ellipse(fur, 8, 10.8, 4, 5)]
    default: return [Self.ellipse(fur, 8, 10, 4.6, 4.2)]
    }
  }

  private var face: [Shape] {
    let eye: RGB =
      animal == .cat ? (-0.4, 0.8, -0.2) : fur == .black ? (0.9, 0.9, 0.9) : Self.dark
    let eyes = [6.2, 9.8].map { Self.ellipse(eye, $0, 9, 0.75, 0.75) }
    switch animal {
    case .cat: return eyes + [Self.ellipse(Self.dark, 8, 11.2, 0.8, 0.6)]
    case .dog:
      return eyes + [
        Self.ellipse(Self.pale, 8, 12, 2.2, 1.6), Self.ellipse(Self.dark, 8, 11.3, 1, 0.7),
      ]
    case .rabbit:
      return eyes
        + [Self.ellipse(Self.pink, 8, 11, 1.1, 0.8), Self.box(Self.pale, 7.3...8.7, 12...13.6)]
    case .bear:
      return eyes + [
        Self.ellipse(Self.pale, 8, 11.9, 2.6, 1.9), Self.ellipse(Self.dark, 8, 11.1, 1.2, 0.7),
      ]
    case .owl:
      return [6.1, 9.9].flatMap {
        [Self.ellipse(Self.ring, $0, 9.2, 1.8, 1.8), Self.ellipse(Self.dark, $0, 9.2, 0.9, 0.9)]
      } + [Self.triangle(Self.beak, tip: 8, 12.6, width: 1.6, height: -2)]
    case .bird:
      return [Self.ellipse(eye, 7.2, 8.6, 0.75, 0.75)]
        + [
          Shape(colour: Self.beak, x: 1.6...5.2, y: 8.9...11.5) { x, y in
            // A beak that points to the left.
            let along = (x - 1.6) / 3.6
            return along >= 0 && along <= 1 && (y - 10.2).magnitude <= along * 1.3
          }
        ]
    }
  }

  private var hatShapes: [Shape] {
    guard let hat else { return [] }
    let colour = Self.colour(hat.colour)
    switch hat.size {
    case .tiny:
      return [
        Self.box(colour, 6.9...9.1, 3.7...6.1), Self.box(colour, 5.9...10.1, 5.5...6.3),
      ]
    case .big:
      return [
        Self.box(colour, 5.8...10.2, 0.8...6.2), Self.box(colour, 3.8...12.2, 5.2...6.6),
      ]
    }
  }
}
