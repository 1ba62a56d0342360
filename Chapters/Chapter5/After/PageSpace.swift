import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func latentSpace(_ page: Page) {
    let edge = LatentSystem.edge
    func latents(_ sprites: [Sprite]) -> Tensor<Float> {
      let pixels = sprites.flatMap { $0.picture(edge: edge).pixels.map { Float($0) } }
      return system.latents(of: Tensor([sprites.count, 3, edge, edge], pixels))
    }
    page.section("Between two pictures")
    page.text(
      "From a white cat with a big red hat to a brown dog with a big blue hat, an eighth of the way at a time. First row: the pixels are mixed. Second row: the latents are mixed and painted."
    )
    let ends = [Sprite(.cat, .white, .init(.big, .red)), Sprite(.dog, .brown, .init(.big, .blue))]
    let shares = (0...8).map { Double($0) / 8 }
    let pixels = ends.map { $0.picture(edge: edge).pixels }
    let mixedPixels = shares.map { s in zip(pixels[0], pixels[1]).map { (1 - s) * $0 + s * $1 } }
    let z = latents(ends).pictures
    let mixedLatents = shares.flatMap { s in
      zip(z[0], z[1]).map { Float((1 - s) * $0 + s * $1) }
    }
    let shape = [shares.count, Large.flow.imageChannels, Large.flow.size, Large.flow.size]
    let painted = system.paint(Tensor(shape, mixedLatents)).pictures
    page.picture(
      "between.png", sheet(mixedPixels + painted, perRow: shares.count, scale: 2),
      alt: "Nine steps between two sprites, mixed as pixels and as latents")
    func distance(_ pictures: [[Double]]) -> Double {
      pictures.map { judge.verdict(on: $0).distance }.reduce(0, +) / Double(pictures.count)
    }
    page.text(
      "How far is the middle from the nearest sprite? \(distance([mixedPixels[4]]).fixed(3)) for pixels, \(distance([painted[4]]).fixed(3)) for latents. Latents of this VAE are still almost pictures; a straight line between two of them is not a way through the family. That way is the flow's work."
    )
    page.section("Drawn on two axes")
    page.text(
      "Every sprite as a point: the two directions in which the latents of all \(Sprite.all.count) differ most (the first principal components, found by repeated multiplication)."
    )
    let all = latents(Sprite.all).pictures
    let axes = Principal.axes(of: all, 2)
    let series = Sprite.Animal.allCases.map { animal in
      (
        name: animal.rawValue,
        points: Sprite.all.indices.filter { Sprite.all[$0].animal == animal }.map { i in
          (x: axes.place(all[i], 0), y: axes.place(all[i], 1))
        }
      )
    }
    page.picture(
      "axes.svg", Scatter.svg(series, xLabel: "first axis", yLabel: "second axis").utf8,
      alt: "144 points in two dimensions, coloured by animal")
    page.text(
      "The two axes hold \((100 * axes.share).fixed(0)) % of what differs. \(axes.sentence(all))")
    page.section("Latents out of thin air")
    page.text(
      "Standard normal draws, stretched by the scale and painted, without any flow:")
    let draws = chapter.common.random["holes"]
    let n = 8
    let count = shape.dropFirst().reduce(1, *)
    let drawn = system.paint(
      Tensor([n] + shape.dropFirst(), (0..<n * count).map { Float(draws.normal($0)) })
    ).pictures
    page.picture("drawn.png", sheet(drawn, perRow: n), alt: "Eight paintings of pure noise")
    page.text(
      "Their distance to the nearest sprite is \(distance(drawn).fixed(2)) in the mean, that of the \(chapter.count) paintings of the prompt \(distance(paintings).fixed(2)). With so small a β the latents of pictures are a thin part of all latents; the flow knows the part."
    )
    page.checkYourself([
      (
        "Why is the middle of two latents not the picture of an animal between cat and dog?",
        "Nobody asked for that: the loss asks for good paintings of pictures' latents, not for what lies between."
      )
    ])
    page.keep("The decoder paints whatever it is given; the flow gives it what can be painted.")
  }
}

/// The directions in which points differ most.
struct Principal {
  private let mean: [Double]
  private let directions: [[Double]]
  /// How much of all variance lies along them.
  let share: Double

  /// Power iteration, one direction after the other.
  static func axes(of points: [[Double]], _ count: Int) -> Principal {
    let (n, d) = (Double(points.count), points[0].count)
    let mean = (0..<d).map { i in points.reduce(0.0) { $0 + $1[i] } / n }
    var rest = points.map { zip($0, mean).map { $0 - $1 } }
    func variance(_ x: [[Double]]) -> Double { x.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } } }
    let total = variance(rest)
    var directions: [[Double]] = []
    for _ in 0..<count {
      var v = (0..<d).map { Double($0 % 7) - 3 }
      for _ in 0..<60 {
        var next = [Double](repeating: 0, count: d)
        for x in rest {
          let along = zip(x, v).reduce(0.0) { $0 + $1.0 * $1.1 }
          for i in 0..<d { next[i] += along * x[i] }
        }
        let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
        v = next.map { $0 / length }
      }
      directions.append(v)
      rest = rest.map { x in
        let along = zip(x, v).reduce(0.0) { $0 + $1.0 * $1.1 }
        return zip(x, v).map { $0 - along * $1 }
      }
    }
    return Principal(mean: mean, directions: directions, share: 1 - variance(rest) / total)
  }

  /// Where a point lies along an axis.
  func place(_ point: [Double], _ axis: Int) -> Double {
    zip(zip(point, mean), directions[axis]).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 }
  }

  /// What the first axis tells apart best: fur, hat size or animal, by the share of its variance
  /// that lies between the kinds.
  func sentence(_ points: [[Double]]) -> String {
    let places = points.map { place($0, 0) }
    func between(_ kind: (Sprite) -> String) -> Double {
      let mean = places.reduce(0, +) / Double(places.count)
      let all = places.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let groups = Dictionary(grouping: places.indices) { kind(Sprite.all[$0]) }
      let kinds = groups.values.reduce(0.0) { sum, members in
        let own = members.reduce(0) { $0 + places[$1] } / Double(members.count)
        return sum + Double(members.count) * (own - mean) * (own - mean)
      }
      return kinds / all
    }
    let kinds: [(String, Double)] = [
      ("the animal", between { $0.animal.rawValue }), ("the fur", between { $0.fur.rawValue }),
      ("the hat's size", between { $0.hat?.size.rawValue ?? "none" }),
    ]
    let best = kinds.max { $0.1 < $1.1 } ?? kinds[0]
    return
      "Of the spread along the first axis, \(kinds.map { "\($0.0) explains \((100 * $0.1).fixed(0)) %" }.joined(separator: ", ")): it is first of all an axis of \(best.0.dropFirst(4))."
  }
}
