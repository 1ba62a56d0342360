import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func latentSpace(_ page: Page) {
    let edge = LatentSystem.edge
    between(page)
    page.section("Drawn on two axes")
    page.text(
      "Every sprite as a point: the two directions in which the latents of all \(Sprite.all.count) differ most (the first principal components, found by repeated multiplication)."
    )
    let pixels = Sprite.all.flatMap { $0.picture(edge: edge).pixels.map { Float($0) } }
    let all = system.latents(of: Tensor([Sprite.all.count, 3, edge, edge], pixels)).pictures
    let axes = Principal.axes(of: all, 2)
    func scatter(_ file: String, by kind: String, _ value: (Sprite) -> String) {
      let kinds = Sprite.all.map(value)
      let series = Set(kinds).sorted().map { name in
        (
          name: name,
          points: kinds.indices.filter { kinds[$0] == name }.map { i in
            (x: axes.place(all[i], 0), y: axes.place(all[i], 1))
          }
        )
      }
      page.picture(
        file, Scatter.svg(series, xLabel: "first axis", yLabel: "second axis").utf8,
        alt: "\(Sprite.all.count) points in two dimensions, coloured by \(kind)")
    }
    scatter("axes.svg", by: "fur") { $0.fur.rawValue }
    page.text("The same points, coloured by animal:")
    scatter("animals.svg", by: "animal") { $0.animal.rawValue }
    page.text(
      "The two axes hold \((100 * axes.share).fixed(0)) % of what differs. \(axes.sentence(all))")
    outOfThinAir(page)
    page.checkYourself([
      (
        "Why is the middle of two latents not the picture of an animal between cat and dog?",
        "Nobody asked for that: the loss asks for good paintings of pictures' latents, not for what lies between."
      )
    ])
    page.keep("The decoder paints whatever it is given; the flow gives it what can be painted.")
  }
}

/// The VAE beside an autoencoder whose latents were never drawn.
extension Chapter5Story {
  /// Without it, where the models were not trained for long enough to be compared.
  private var plain: (vae: VAE<Float>, scale: LatentScale<Float>)? {
    guard let factor = trained.numbers("plain_scale").first,
      let vae = try? trained.model("plain", VAE<Float>(Large.vae))
    else { return nil }
    return (vae, LatentScale(factor: Tensor(scalar: Float(factor))))
  }

  /// How far paintings are from the nearest sprite, in the mean.
  private func distance(_ pictures: some Collection<[Double]>) -> Double {
    pictures.map { judge.verdict(on: $0).distance }.reduce(0, +) / Double(pictures.count)
  }

  /// Latents mixed and painted, from one sprite to another.
  private func walk(_ ends: [Sprite], _ shares: [Double], by vae: VAE<Float>) -> [[Double]] {
    let edge = LatentSystem.edge
    var vae = vae
    let pixels = ends.flatMap { $0.picture(edge: edge).pixels.map { Float($0) } }
    let z = vae.encode(Tensor([ends.count, 3, edge, edge], pixels)).mean
    let (from, to) = (z.pictures[0], z.pictures[1])
    let mixed = shares.flatMap { s in zip(from, to).map { Float((1 - s) * $0 + s * $1) } }
    return vae.decode(Tensor([shares.count] + z.shape.dropFirst(), mixed)).pictures
  }

  private func between(_ page: Page) {
    page.section("Between two pictures")
    let ends = [Sprite(.cat, .white, .init(.big, .red)), Sprite(.dog, .brown, .init(.big, .blue))]
    let shares = (0...8).map { Double($0) / 8 }
    let pixels = ends.map { $0.picture(edge: LatentSystem.edge).pixels }
    var rows: [(says: String, pictures: [[Double]])] = [
      (
        says: "the pixels are mixed",
        pictures: shares.map { s in zip(pixels[0], pixels[1]).map { (1 - s) * $0 + s * $1 } }
      ), (says: "the VAE's latents are mixed and painted", walk(ends, shares, by: system.vae)),
    ]
    if let plain {
      rows.append(
        (
          says: "the same with a plain autoencoder (β = 0, nothing drawn)",
          pictures: walk(ends, shares, by: plain.vae)
        ))
    }
    let ordinals = ["First", "Second", "Third"]
    page.text(
      "From \(ends[0].name) to \(ends[1].name), an eighth of the way at a time. \(zip(ordinals, rows).map { "\($0) row: \($1.says)." }.joined(separator: " "))"
    )
    page.picture(
      "between.png", sheet(rows.flatMap(\.pictures), perRow: shares.count, scale: 2),
      alt: "Nine steps between two sprites: \(rows.map(\.says).joined(separator: "; "))")
    var table = Table(
      ["how far from the nearest sprite", "at the ends", "in the middle"], left: [0])
    for row in rows {
      table.add([
        row.says, distance([row.pictures[0], row.pictures[8]]).fixed(3),
        distance([row.pictures[4]]).fixed(3),
      ])
    }
    page.text(table.markdown)
    page.text(
      "(The root mean square difference of its numbers to those of the nearest of all sprites.) Latents of this VAE are still almost pictures; a straight line between two of them is not a way through the family. That way is the flow's work."
    )
  }

  private func outOfThinAir(_ page: Page) {
    page.section("Latents out of thin air, and holes")
    page.text(
      "Standard normal draws, multiplied by the scale of a model's latents and painted, without any flow. If the space of latents had no holes, these would be sprites."
    )
    let shape = [Large.flow.imageChannels, Large.flow.size, Large.flow.size]
    let (draws, shown) = (VAEQuality.drawn(64, shape, chapter.common.random), 9)
    var rows = [(says: "the VAE", painted: system.paint(draws).pictures)]
    if let plain {
      var vae = plain.vae
      rows.append(
        (says: "the plain autoencoder", painted: vae.decode(plain.scale.restored(draws)).pictures))
    }
    page.picture(
      "drawn.png", sheet(rows.flatMap { $0.painted.prefix(shown) }, perRow: shown, scale: 2),
      alt: "Paintings of \(shown) draws: \(rows.map(\.says).joined(separator: "; "))")
    page.text(
      rows.count == 1
        ? "The first \(shown) of \(draws.shape[0]) draws."
        : "The same draws, painted by \(rows[0].says) (above) and by \(rows[1].says) (below): the first \(shown) of \(draws.shape[0])."
    )
    var table = Table(["painted", "from the nearest sprite, in the mean"], left: [0])
    for row in rows {
      table.add(["\(draws.shape[0]) draws, by \(row.says)", distance(row.painted).fixed(3)])
    }
    table.add([
      "the prompt's \(chapter.count) latents of the flow, by the VAE", distance(paintings).fixed(3),
    ])
    page.text(table.markdown)
    page.text(
      "\(holesSentence(rows.map { distance($0.painted) })) The sprites' latents are a thin part of all latents; the flow knows the part."
    )
  }

  private func holesSentence(_ far: [Double]) -> String {
    guard far.count == 2 else { return "" }
    let closer = far[0] < far[1]
    return
      "The VAE's paintings of draws are \(closer ? "nearer to" : "no nearer to") sprites than the plain autoencoder's\(closer ? ", but far from being any: with so small a β the holes have become smaller and are still there." : ": with so small a β the KL closes no holes.")"
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
