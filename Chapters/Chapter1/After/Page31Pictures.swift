import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter1Story {
  static let judge = Judge(of: TinyShapes.all)

  /// How many of some samples are members of the family, and how far they are from it on average.
  private func quality(_ samples: Tensor<Double>) -> (share: Double, distance: Double) {
    let count = samples.shape[0]
    let verdicts = (0..<count).map { n in
      Self.judge.verdict(on: Array(samples.values[n * 16..<(n + 1) * 16]))
    }
    return (
      Double(verdicts.filter(\.isMember).count) / Double(count),
      verdicts.reduce(0) { $0 + $1.distance } / Double(count)
    )
  }

  func pictures(_ page: Page) {
    let draws = chapter.common.random["samples"]
    let count = 200
    let noise = Tensor([count, 1, 4, 4], (0..<count * 16).map(draws.normal))
    let best = Solver.euler.trajectory(from: noise, steps: 32, shapes.model.velocity)
    page.section("Samples beside data")
    page.text(
      "Above, the twelve pictures of the family. Below, twelve samples: the first twelve draws, not the best twelve, each made in 32 Euler steps."
    )
    let family = TinyShapes.all.map { FilmStrip.Frame("", columns: 4, $0.pixels) }
    let samples = (0..<12).map { n in
      FilmStrip.Frame("", columns: 4, Array(best[32].values[n * 16..<(n + 1) * 16]))
    }
    page.picture(
      named: "samples.svg",
      FilmStrip.svg([
        ("data", Array(family[..<6])), ("", Array(family[6...])),
        ("samples", Array(samples[..<6])), ("", Array(samples[6...])),
      ]).utf8, alt: "The twelve pictures of the data above twelve samples of the model")
    let (share, distance) = quality(best[32])
    page.text(
      """
      Of \(count) samples, **\((100 * share).fixed(0)) %** are members of the family: with each pixel
      rounded to black or white they equal one of the twelve. A random picture of black and white pixels
      would be one of them once in about 5,500 tries. The mean distance to the nearest member (root mean
      square over the pixels) is \(distance.shown).
      """)
    page.section("From noise to picture")
    page.text("Three samples on their way, from t = 1 on the left to t = 0 on the right:")
    let rows = (0..<3).map { n in
      (
        label: "",
        frames: stride(from: 0, through: 32, by: 4).map { k in
          FilmStrip.Frame(
            "t = \((1 - Double(k) / 32).fixed(2))", columns: 4,
            Array(best[k].values[n * 16..<(n + 1) * 16]))
        }
      )
    }
    page.picture(
      named: "trajectory.svg", FilmStrip.svg(rows).utf8,
      alt: "Three rows of nine pictures, each from noise to a clear picture")
    page.text(
      "Early on the picture is undecided; somewhere in the middle it makes up its mind; at the end only contrast is added."
    )
    solvers(page, noise)
    page.section("What rounding cost")
    let rounded = quality(
      Solver.euler.trajectory(from: noise, steps: 32, shapes.rounded.velocity)[32])
    page.text(
      "With the parameters rounded to two decimals, as used by hand, and 32 Euler steps: **\((100 * rounded.share).fixed(0)) %** members, mean distance \(rounded.distance.shown)."
    )
    page.keep("The same model gives better pictures for more work: a better solver or more steps.")
  }

  private func solvers(_ page: Page, _ noise: Tensor<Double>) {
    page.section("Steps and solvers")
    page.text(
      """
      Euler's method assumes that the velocity stays what it is for the whole step. It does not: the
      path bends. *Midpoint* and *Heun* look at the velocity twice in a step, *Runge–Kutta 4* four times,
      and make better use of it. The fair comparison is by the number of times the model is asked:
      """)
    var table = Table(
      ["solver", "steps", "times asked", "members of the family", "mean distance"], left: [0])
    var curves: [(name: String, points: [(x: Double, y: Double)])] = []
    for solver in Solver.allCases {
      var points: [(x: Double, y: Double)] = []
      for asked in [1, 2, 4, 8, 16, 32] where asked % solver.evaluationsPerStep == 0 {
        let steps = asked / solver.evaluationsPerStep
        let samples = solver.trajectory(from: noise, steps: steps, shapes.model.velocity)[steps]
        let (share, distance) = quality(samples)
        table.add([
          solver.rawValue, "\(steps)", "\(asked)", "\((100 * share).fixed(1)) %", distance.shown,
        ])
        points.append((Double(asked), distance))
      }
      curves.append((solver.rawValue, points))
    }
    page.text(table.markdown)
    page.picture(
      "solvers.svg",
      Curve.svg(
        curves, xLabel: "times the model is asked",
        yLabel: "mean distance to the nearest picture of the family"
      ).utf8,
      alt:
        "Mean distance against the number of times the model is asked, a line for each of four solvers"
    )
  }
}
