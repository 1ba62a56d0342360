import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter1Story {
  func pictures(_ page: Page) {
    let (drawn, count) = (results.samples, Samples.count)
    let (best, made) = (drawn.path, drawn.made)
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
    page.text(
      """
      Of \(count) samples, **\(made.members)** are members of the family: with each pixel
      rounded to black or white they equal one of the twelve (± is the standard error). A random picture of black
      and white pixels would be one of them once in about 5,500 tries. The mean distance to the nearest member (root
      mean square over the pixels) is \(made.away).
      """)
    perfectSamples(page)
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
    solvers(page)
    page.section("What rounding cost")
    let rounded = drawn.rounded
    page.text(
      "With the parameters rounded to two decimals, as used by hand, and 32 Euler steps: **\(rounded.members)** members, mean distance \(rounded.away). Before: \(made.members) and \(made.away). \(Self.comparison(made.share - rounded.share, made.shareError + rounded.shareError))"
    )
    page.checkYourself([
      (
        "If 90 % of all pictures that a model can make are members, how far off could the share of \(count) of them easily be?",
        "By a standard error or two: √(0.9·0.1/\(count)) = \((0.09 / Double(count)).squareRoot().fixed(3)), so about 2 to 4 points."
      )
    ])
    page.keep("The same model gives better pictures with more steps, up to what it has learned.")
  }

  /// Whether two shares differ by more than chance explains.
  private static func comparison(_ difference: Double, _ errors: Double) -> String {
    difference.magnitude < errors
      ? "The difference is within the error bars."
      : "That is \(difference > 0 ? "worse" : "better") by more than the error bars."
  }

  /// Samples of the perfect field, beside the model's.
  private func perfectSamples(_ page: Page) {
    page.section("Beside the best possible answer")
    var table = Table(
      [
        "Euler steps", "members, best answer", "members, model", "distance, best",
        "distance, model",
      ])
    for (steps, perfect, ours) in results.samples.bySteps {
      table.add(["\(steps)", perfect.members, ours.members, perfect.away, ours.away])
    }
    page.text(
      "From the same noise, following the field of \(page.link("best-answer")) and following the model:"
    )
    page.text(table.markdown)
    oneStep(page)
  }

  /// Why steps are needed, at a glance.
  private func oneStep(_ page: Page) {
    page.section("Why not in one step?")
    page.text(
      "Three noises, and where the best possible answer leads each of them in one step, in two, four, eight and 32:"
    )
    let ends = results.samples.perfectEnds
    page.picture(
      "one-step.svg",
      FilmStrip.svg(
        (0..<3).map { n in
          (
            "",
            ends.map { end in
              let title =
                end.steps == 0 ? "noise" : "\(end.steps) \(end.steps == 1 ? "step" : "steps")"
              return FilmStrip.Frame(title, columns: 4, end.pictures[n])
            }
          )
        }
      ).utf8,
      alt:
        "Three noises: in one step all become the same even grey, in more steps three clear pictures"
    )
    let single = ends[1].pictures
    let same = single.allSatisfy { zip($0, single[0]).allSatisfy { ($0 - $1).magnitude < 1e-9 } }
    let level = Measured(single[0])
    let distances = TinyShapes.all.map { picture in
      let squares = zip(picture.pixels, single[0]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return (squares / 16).squareRoot()
    }
    let (near, far) = (distances.min() ?? 0, distances.max() ?? 0)
    page.text(
      """
      In one step \(same ? "all three land on the same picture" : "they land near each other"): \(level.mean.fixed(3)) in every pixel. At t = 1 nothing but noise is there, every member is equally likely, and the best answer is to head for the mean of all twelve. It lies \(near.fixed(3)) from \(far - near < 1e-9 ? "each of them" : "the nearest of them and \(far.fixed(3)) from the farthest") and isn't one of them.
      A second step asks again halfway, where the noise that is left tells some members from others; so the picture is decided little by little. That is why a flow needs steps.
      """)
  }

  private func solvers(_ page: Page) {
    page.section("Steps and solvers")
    page.text(
      """
      Euler's method assumes that the velocity stays what it is for the whole step. It does not: the
      path bends. *Midpoint* and *Heun* look at the velocity twice in a step, *Runge–Kutta 4* four times,
      and use that to bend along. The fair comparison is by the number of times the model is asked:
      """)
    var table = Table(
      ["solver", "steps", "times asked", "members of the family", "mean distance"], left: [0])
    var atTwo: [Solver: Double] = [:]
    var curves: [(name: String, points: [(x: Double, y: Double)])] = []
    for solver in Solver.allCases {
      var points: [(x: Double, y: Double)] = []
      for (own, asked, steps, made) in results.samples.bySolver where own == solver {
        table.add([solver.rawValue, "\(steps)", "\(asked)", made.members, made.away])
        points.append((Double(asked), made.distance))
        if asked == 2 { atTwo[solver] = made.distance }
      }
      curves.append((solver.rawValue, points))
    }
    page.text(table.markdown)
    page.picture(
      "solvers.svg",
      Curve.svg(
        curves, xLabel: "times the model is asked",
        yLabel: "mean distance to the nearest picture of the family", isLogarithmic: true
      ).utf8,
      alt:
        "Mean distance against the number of times the model is asked, a line for each of four solvers"
    )
    let rivals = [Solver.midpoint, .heun].compactMap { atTwo[$0] }
    if let euler = atTwo[.euler], rivals.allSatisfy({ euler < $0 }) {
      page.text(
        "Asked only twice, Euler ends nearest (\(euler.fixed(3)) against \(rivals.map { $0.fixed(3) }.joined(separator: " and ")) on average): two short steps beat one clever long one here, by distance. (For the members, see the table.) A better solver pays once its steps are short enough for its idea to hold."
      )
    }
  }
}
