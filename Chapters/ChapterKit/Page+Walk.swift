import ByHand
import Dataset
import Numerics
import Walkthrough

/// What the pages of walks from noise to picture share, in chapters of 4×4 pictures.
extension Story {
  /// The picture before step n of sampling by hand, which is the noise for n = 1.
  package func picture(before n: Int) -> Grid {
    grid(n == 1 ? "sample.noise" : "step\(n - 1).x")
  }

  /// How far step n of sampling by hand moves the picture: the root of the sum of squares.
  package func way(of n: Int) -> Double {
    let gaps = zip(picture(before: n).values, grid("step\(n).x").values).map { $0 - $1 }
    return gaps.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The pictures from noise to that after step n, each with its time.
  package func strip(_ page: Page, after n: Int, of steps: Int) {
    page.picture(
      named: n == steps ? "walk.svg" : "\(page.slug)-after-\(n).svg",
      FilmStrip.svg(
        [
          (
            "",
            (0...n).map { k in
              FilmStrip.Frame(
                "t = \((1 - Double(k) / Double(steps)).shown)", columns: 4,
                picture(before: k + 1).values)
            }
          )
        ], pixel: 18
      ).utf8, alt: "The pictures from noise to that after step \(n)")
  }

  /// The steps of a walk, one after the other: the first and the last in the open, those between them folded.
  package func steps(_ page: Page, _ count: Int, _ write: (Int) -> Void) {
    write(1)
    if count > 2 {
      let between = count == 3 ? "Step 2" : "Steps 2 to \(count - 1), one by one"
      page.fold(between) { (2..<count).forEach(write) }
    }
    if count > 1 { write(count) }
  }

  /// Links to the pages of a step's numbers.
  package func numbersLink(_ page: Page, _ n: Int) -> String {
    page.link(n == 1 ? "numbers-first-step" : "numbers-steps")
  }

  /// A page of the appendix: every number of the steps after the first, as tables.
  ///
  /// - Parameters:
  ///   - page: The one to write.
  ///   - steps: Of the whole walk; the tables begin with the second.
  ///   - layers: Each with its grids' names without the step.
  package func laterSteps(_ page: Page, _ steps: Int, _ layers: [Page.Layer]) {
    page.text(
      """
      The walk is told on \(page.link("euler")). Each of its steps does the sums of step 1, which \(page.link("numbers-first-step")) works out one by one, with other numbers in them.
      Here are those numbers, layer by layer; `trace why` prints the recipe of each.
      """)
    for n in 2...steps {
      page.section("Step \(n)")
      page.passTables("step\(n).", layers)
    }
    page.section("In the core")
    page.check(run.trace.computed(under: (2...steps).map { "step\($0)." }).map(\.name))
  }

  /// Where the walk by hand ends, and where those from other noises do.
  ///
  /// - Parameters:
  ///   - page: The one to write.
  ///   - arrivals: The ends of all walks, that of the walk by hand among them.
  ///   - wanted: What was asked for, as a noun; nil where nothing was.
  package func arrival(_ page: Page, _ arrivals: Arrivals, wanted: String? = nil) {
    let (walks, own) = (arrivals.byHand, arrivals.byHand.own)
    let (member, distance) = (own.verdict.member, own.verdict.distance)
    page.section("Where it ends")
    page.picture(
      "end.svg",
      FilmStrip.svg(
        [
          (
            "",
            [
              .init("noise", columns: 4, grid("sample.noise").values),
              .init("the end", columns: 4, own.pixels),
              .init(member.name, columns: 4, member.pixels),
            ]
          )
        ], pixel: 24
      ).utf8, alt: "The noise, the end of the walk, and the nearest picture of the family")
    let asked =
      wanted.map {
        own.isWanted ? ", and a \($0) was asked for" : ", but a \($0) was asked for"
      } ?? ""
    page.text(
      """
      The nearest picture of the family is **\(member.name)**\(asked). \(own.verdict.isMember ? "Every pixel is on the right side of 0" : "Not every pixel is on the right side of 0"); the root mean square difference is \(distance.shown),
      and the next nearest picture is \(own.verdict.margin.fixed(1)) times as far away.
      """)
    page.subsection("Was that luck?")
    page.text(
      """
      Let us say that a walk *arrives* if it ends at most \(Arrivals.near.shown) from a picture of the family\(wanted.map { " that is a \($0)" } ?? "")\(secondCondition(arrivals)). This walk \(own.hasArrived ? "arrives" : "does not arrive"). Do others? Here are the same weights from \(Arrivals.others) other noises,
      those that the seeds \(walks.ends[1].seed) to \(walks.ends[Arrivals.others].seed) draw, in as many steps and in others:
      """)
    page.text(table(arrivals))
    page.text(
      "In \(walks.steps) steps, as by hand, \(walks.arrived) of the \(Arrivals.others) arrive\(2 * walks.arrived > Arrivals.others ? "" : ": not even most of them"). The first twelve, with their distances:"
    )
    let first = walks.ends[1...12].map {
      FilmStrip.Frame("\($0.verdict.distance.fixed(3))", columns: 4, $0.pixels)
    }
    page.picture(
      "others.svg",
      FilmStrip.svg([("", Array(first.prefix(6))), ("", Array(first.suffix(6)))]).utf8,
      alt: "The ends of twelve walks from other noises")
    page.folded("All \(walks.ends.count) ends, in \(walks.steps) steps", ends(walks))
  }

  /// Told only where the pictures are so much alike that it adds something to the first.
  private func secondCondition(_ arrivals: Arrivals) -> String {
    (arrivals.closest - Arrivals.near) / Arrivals.near >= Arrivals.clear
      ? ""
      : ", and no other picture is less than \(Arrivals.clear.shown) times as far away"
  }

  private func table(_ arrivals: Arrivals) -> String {
    var table = Table([
      "steps", "this noise: distance", "arrive, of \(Arrivals.others)",
      "every pixel on its side, of \(Arrivals.others)", "median distance",
    ])
    for walks in arrivals.walks {
      let row = [
        "\(walks.steps)", walks.own.verdict.distance.fixed(3), "\(walks.arrived)",
        "\(walks.members)", walks.median.fixed(3),
      ]
      table.add(walks.steps == arrivals.byHand.steps ? row.map { "**\($0)**" } : row)
    }
    return table.markdown
  }

  private func ends(_ walks: Arrivals.Walks) -> String {
    var table = Table(
      ["seed", "nearest", "distance", "next nearest, times as far", "arrives"], left: [1, 4])
    for end in walks.ends {
      table.add([
        "\(end.seed)", end.verdict.member.name, end.verdict.distance.shown,
        end.verdict.margin.fixed(1), end.hasArrived ? "yes" : "no",
      ])
    }
    return table.markdown
  }
}
