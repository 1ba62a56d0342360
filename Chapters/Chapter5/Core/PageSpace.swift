import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func latentSpace(_ page: Page) {
    let axes = results.space.axes
    between(page)
    page.section("Drawn on two axes")
    page.text(
      "Here, every sprite is a point. The axes are the two directions in which the latents of all \(Sprite.all.count) differ most (the first principal components, found by repeated multiplication). The points are coloured by fur; the colours are those of the legend, not the fur's own:"
    )
    func scatter(_ file: String, by kind: String, _ value: (Sprite) -> String) {
      let kinds = Sprite.all.map(value)
      let series = Set(kinds).sorted().map { name in
        (
          name: name,
          points: kinds.indices.filter { kinds[$0] == name }.map { i in
            (x: axes.places[i][0], y: axes.places[i][1])
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
      "The two axes hold \((100 * axes.share).fixed(0)) % of all differences. \(explained(axes.places.map { $0[0] }))"
    )
    outOfThinAir(page)
    page.checkYourself([
      (
        "Why isn't the middle between two latents a picture of an animal between cat and dog?",
        "Nobody asked for that: the loss asks for good paintings from the latents of pictures, not from what lies between."
      )
    ])
    page.keep("The decoder paints whatever it is given; the flow gives it what can be painted.")
  }
}

/// The VAE beside an autoencoder whose latents were never drawn.
extension Chapter5Story {
  private func between(_ page: Page) {
    page.section("Between two pictures")
    let (rows, ends) = (results.space.walks, LatentSpace.ends)
    let ordinals = ["First", "Second", "Third"]
    page.text(
      "What lies between two pictures? We go from \(ends[0].name) to \(ends[1].name), an eighth of the way at a time. \(zip(ordinals, rows).map { "\($0) row: \($1.says)." }.joined(separator: " "))"
    )
    page.picture(
      "between.png", sheet(rows.flatMap(\.pictures), perRow: LatentSpace.shares.count, scale: 2),
      alt:
        "\(LatentSpace.shares.count) pictures from one sprite to another: \(rows.map(\.says).joined(separator: "; "))"
    )
    var table = Table(
      ["how far from the nearest sprite", "at the ends", "in the middle"], left: [0])
    for row in rows {
      table.add([row.says, row.atTheEnds.fixed(3), row.inTheMiddle.fixed(3)])
    }
    page.text(table.markdown)
    page.text(
      "(The distance is the root of the mean squared difference to the nearest of all sprites. This is one pair.) \(middles(rows)) Here, a straight line between two sprites leaves the family, whatever is mixed. To stay in the family is the flow's work."
    )
  }

  /// Which of the ways stays nearest to the family in the middle.
  private func middles(_ rows: [LatentSpace.Walk]) -> String {
    let order = rows.indices.sorted { rows[$0].inTheMiddle < rows[$1].inTheMiddle }
    guard let near = order.first, let far = order.last, near != far else { return "" }
    return
      "In the middle, \(rows[near].mixed) come nearest to a sprite (\(rows[near].inTheMiddle.fixed(3))), and \(rows[far].mixed) stay farthest (\(rows[far].inTheMiddle.fixed(3)))."
  }

  private func outOfThinAir(_ page: Page) {
    page.section("Latents out of thin air, and holes")
    page.text(
      "What if we draw latents at random? These are standard normal numbers, multiplied by the scale of a model's latents and painted, without any flow. If the space of latents had no holes, they would be sprites."
    )
    let (rows, drawn, shown) = (results.space.draws, LatentSpace.drawn, 9)
    page.picture(
      "drawn.png", sheet(rows.flatMap { $0.pictures.prefix(shown) }, perRow: shown, scale: 2),
      alt: "Paintings of \(shown) draws: \(rows.map(\.says).joined(separator: "; "))")
    page.text(
      rows.count == 1
        ? "The first \(shown) of \(drawn) draws."
        : "The same draws are painted by \(rows[0].says) (above) and by \(rows[1].says) (below). These are the first \(shown) of \(drawn); the table has all of them."
    )
    var table = Table(["painted", "from the nearest sprite, on average"], left: [0])
    for row in rows {
      table.add(["\(drawn) draws, by \(row.says)", row.distance.fixed(3)])
    }
    table.add([
      "the flow's \(chapter.count) latents for the prompt, by the VAE",
      results.painted.distance.fixed(3),
    ])
    page.text(table.markdown)
    page.text(
      "\(holesSentence(rows.map(\.distance))) The sprites' latents are only a thin part of all latents, and the flow has learned which."
    )
  }

  private func holesSentence(_ far: [Double]) -> String {
    guard far.count == 2 else { return "" }
    let closer = far[0] < far[1]
    return
      "The VAE's paintings of random draws are \(closer ? "nearer to" : "no nearer to") sprites than the plain autoencoder's\(closer ? " on average, but far from being any." : ".")"
  }

  /// What the first axis tells apart best: fur, hat size or animal, by the share of its variance
  /// that lies between the kinds.
  private func explained(_ places: [Double]) -> String {
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
      "Of the spread along the first axis, \(kinds.map { "\($0.0) explains \((100 * $0.1).fixed(0)) %" }.joined(separator: ", ")): the first axis is mostly \(best.0.dropFirst(4))."
  }
}
