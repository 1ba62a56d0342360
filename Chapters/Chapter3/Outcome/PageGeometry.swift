import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func geometry(_ page: Page) {
    func part(_ name: String) -> Grid { grid("geometry_end.\(name)") }
    page.section("Why")
    page.text(
      "Five rows of \(featureCount) numbers: five arrows in a space of \(featureCount) dimensions. What has training made of them? (The trained rows, two decimals, as they are used by hand.)"
    )
    page.table(grid("trained.class_embed.embed.weight"), called: "table")
    page.section("1. A cosine, in full")
    page.text(
      "The cosine of the angle between two arrows says how far they point the same way: it is their dot product, divided by both lengths. (No length counts as less than `least`, 10⁻⁸, so that nothing is divided by 0.) Rows 0 (row) and 1 (column):"
    )
    page.entry(part("product")[0, 1])
    page.lines([part("length")[0], part("length")[1], part("lengths")[0, 1], part("cosine")[0, 1]])
    page.heatMap(
      [grid("geometry_start.cosine"), part("cosine")],
      titles: ["before training", "after training"],
      sharesScale: true, rows: Self.classNames, columns: Self.classNames,
      alt: "All cosines between the five rows, before and after training")
    page.table(part("cosine"))
    page.everyEntry(of: part("product"), part("length"), part("lengths"), part("cosine"))
    page.text(lengthSentence)
    let apart = part("apart")
    let far = WorkedExample.farthest(apart.values, of: apart.shape[0] - 1)
    page.section("2. Where they differ most")
    page.text(
      """
      The direction in which the four classes are spread widest is their first *principal component*. Power iteration finds it: take the
      classes' differences from their middle, multiply any vector by their spread matrix, bring it to length 1, and again. Each
      round stretches the vector most along the widest direction. A start at exactly a right angle to that direction would never turn towards it (but for rounding),
      so we start in a direction in which the classes do differ: from their middle to the one that lies farthest from it, \(Self.classNames[far]). Three rounds:
      """)
    page.formula(
      #"\mathrm{spread}_{i,j} = \sum_{k=0}^{3} \mathrm{apart}_{k,i}\,\mathrm{apart}_{k,j} \qquad \mathrm{stretched} = \mathrm{spread}\cdot\mathrm{direction} \qquad \mathrm{direction} \leftarrow \frac{\mathrm{stretched}}{|\mathrm{stretched}|}"#
    )
    page.entry(part("spread")[0, 1])
    page.entry(part("stretched.1")[0])
    page.lines([part("square.1").scalars[0], part("size.1").scalars[0], part("direction.1")[0]])
    var table = Table(["round"] + (0..<featureCount).map { "\($0)" } + ["length before"], left: [0])
    for n in 1...WorkedExample.rounds {
      table.add(
        ["\(n)"] + part("direction.\(n)").values.map(\.shown) + [
          value("geometry_end.size.\(n)").shown
        ])
    }
    page.text(table.markdown)
    let last = WorkedExample.rounds
    let turn = zip(part("direction.\(last - 1)").values, part("direction.\(last)").values).reduce(0)
    { $0 + $1.0 * $1.1 }
    let (before, after) = (widestShare("geometry_start."), widestShare("geometry_end."))
    page.text(
      after.map { after in
        "The cosine between the last two rounds is \(turn.fixed(6)): \(turn > 0.999 ? "the direction has nearly settled" : "it has not quite settled; more rounds would turn it further"). This one direction of \(featureCount) holds \((100 * after).fixed(0)) % of the classes' spread (the four squared coordinates below, divided by the squares of all differences from the middle)."
          + (before.map {
            " Before training the widest direction held \((100 * $0).fixed(0)) %, so training has \(after > $0 ? "gathered the classes' differences more in one direction" : "spread the classes' differences over more directions"). (Four points have three directions to differ in, so the widest always holds at least a third. And this is one training.)"
          } ?? "")
      } ?? "Here all classes have the same row, so there is no such direction.")
    page.section("3. Along that direction")
    page.lines([part("coordinate")[0]])
    var lies = Table(["row", "coordinate"], left: [0])
    for k in Self.classNames.indices {
      lies.add([Self.classNames[k], part("coordinate")[k].value.shown])
    }
    page.text(lies.markdown)
    let classes = part("coordinate").values.dropLast()
    let null = part("coordinate").values.last ?? 0
    let inside = (classes.min() ?? 0) <= null && null <= (classes.max() ?? 0)
    page.text(
      "The null row lies \(inside ? "between the classes on this axis, at \(null.shown), where their middle is 0" : "outside the classes on this axis")."
    )
    let steps = ["middle", "apart", "spread"] + (1...last).map { "stretched.\($0)" }
    page.foldedTables("All steps, after training", steps.map(part))
    page.foldedTables(
      "The same before training, from the starting rows",
      run.trace.computed(under: ["geometry_start."]))
    page.everyEntry(of: part("middle"), part("apart"), part("spread"))
    page.everyEntry(
      of: part("stretched.1"), part("stretched.2"), part("stretched.3"), part("coordinate"))
    page.check(prefix: "geometry_start.")
    page.check(prefix: "geometry_end.")
    page.checkYourself([
      (
        "What is the cosine of a row with itself, and why is it printed as \(part("cosine")[0, 0].value.shown)?",
        "It is 1: the dot product with itself is the square of the length. An exact 1 is printed as 1; where rounding has left a speck, as the decimals that are shown."
      )
    ])
    page.keep(
      "A class is an arrow; cosines tell which two point alike, a principal component where they all differ most."
    )
  }

  /// How much of the classes' spread lies along the direction found; nil if they do not differ.
  private func widestShare(_ prefix: String) -> Double? {
    let coordinates = grid("\(prefix)coordinate").values.dropLast()
    let spread = grid("\(prefix)spread")
    let all = (0..<featureCount).reduce(0) { $0 + spread[$1, $1].value }
    return all == 0 ? nil : coordinates.reduce(0) { $0 + $1 * $1 } / all
  }

  private var lengthSentence: String {
    let (start, end) = (grid("geometry_start.length").values, grid("geometry_end.length").values)
    let means = [start, end].map { $0.reduce(0, +) / Double($0.count) }
    func offDiagonal(_ name: String) -> Double {
      let c = grid(name)
      let n = c.shape[0]
      return (0..<n).flatMap { a in (0..<n).filter { $0 != a }.map { c[a, $0].value } }
        .reduce(0, +) / Double(n * (n - 1))
    }
    return
      "The rows' mean length goes from \(means[0].fixed(2)) to \(means[1].fixed(2)); the mean cosine between different rows from \(offDiagonal("geometry_start.cosine").fixed(2)) to \(offDiagonal("geometry_end.cosine").fixed(2))."
  }
}
