import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter3Story {
  func euler(_ page: Page, _ n: Int) {
    let steps = chapter.steps
    let (x, next, guided) = (picture(before: n), grid("step\(n).x"), grid("step\(n).guided"))
    let (v, t) = (predictedPicture("step\(n)."), grid("step\(n).t").values[0])
    let place = [0] + strongest(n)[0]
    page.inventory([
      n == 1
        ? .input("`x`, fresh noise: the draws named `sample`", x.name, origin: "two decimals")
        : .input("`x`, the picture after step \(n - 1)", x.name, from: "euler-\(n - 1)"),
      .input(
        "`w` = \(chapter.guidance.shown), the guidance scale", "sample.w", origin: "`--guidance`"),
      .input(
        "all \(model.parameterCount.grouped) parameters, trained, two decimals", from: "training"),
      .output("`x_next`, the picture at time \((t - value("sample.dt")).shown)", next.name),
    ])
    page.section("Two answers")
    page.text(
      "At t = \(t.shown) the model is asked twice about the same x: for a **\(className)** (entry 0) and for nothing (entry 1), as a batch of two."
    )
    page.heatMap(
      [x, v], titles: ["x", "v̂"], sharesScale: true,
      alt: "The picture before the step, and the two predicted velocities")
    page.section("The blend")
    page.formula(
      #"\mathrm{direction} = \hat v_0 - \hat v_1 \qquad \mathrm{guided} = \hat v_1 + w\cdot\mathrm{direction} \qquad x_{\mathrm{next}} = x - \Delta t\cdot\mathrm{guided}"#
    )
    page.lines([grid("step\(n).direction")[place], guided[place], next[place]])
    page.heatMap(
      [grid("step\(n).direction"), guided, next], titles: ["direction", "guided", "x_next"],
      worked: next[place],
      alt: "The direction of guidance, the guided velocity, and the picture after the step")
    page.table(guided)
    page.table(next)
    page.everyEntry(of: grid("step\(n).direction"), guided, next)
    if n == 1 { scalesSection(page) }
    let frames = (1...n + 1).map { k -> FilmStrip.Frame in
      let time = 1 - Double(k - 1) / Double(steps)
      return .init("t = \(time.fixed(2))", columns: 4, picture(before: k).values)
    }
    page.text("So far:")
    page.picture(
      "path.svg", FilmStrip.svg([("", frames)], pixel: 22).utf8,
      alt: "The pictures from noise up to this step")
    if n == steps { arrival(page) }
    page.text("Every number of the two passes: \(page.link("numbers-euler-\(n)")).")
    page.check(prefix: "step\(n).")
    func length(_ grid: Grid) -> Double {
      grid.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    page.checkYourself([
      (
        "How long is the direction, compared with the plain answer to the class (roots of the sums of squares)?",
        "\(length(grid("step\(n).direction")).shown) beside \(v.row(0).reduce(0) { $0 + $1.value * $1.value }.squareRoot().shown)."
      )
    ])
    page.keep(
      n == steps
        ? "Ask twice, lean towards the difference, step: guidance is one line of arithmetic."
        : "Each guided step costs two answers.")
  }

  /// A page of the appendix: every number of a step's two passes.
  func eulerNumbers(_ page: Page, _ n: Int) {
    page.wholePass(
      "step\(n).", passLayers, of: "euler-\(n)", explained: ("table", "forward"))
  }

  /// Rows and columns of the pixels at which the class matters most in a step.
  private func strongest(_ n: Int) -> [[Int]] {
    let direction = grid("step\(n).direction")
    return direction.values.indices.sorted {
      direction.values[$0].magnitude > direction.values[$1].magnitude
    }.map { Array(direction.index(at: $0).dropFirst()) }
  }

  /// The first step for several scales, in both written forms.
  private func scalesSection(_ page: Page) {
    let (first, second) = (grid("step1.scales_first"), grid("step1.scales_second"))
    let places = strongest(1).map { 4 * $0[0] + $0[1] }
    let (a, b) = (places[0], places[1])
    page.section("Other scales, and the other form")
    page.text(
      "The same blend can be written with both answers and weights that add up to 1. At the pixel where the class matters most, number \(a) (row \(a / 4), column \(a % 4)), for four scales:"
    )
    page.formula(#"\hat v_1 + w\,(\hat v_0 - \hat v_1) = w\,\hat v_0 + (1 - w)\,\hat v_1"#)
    page.lines(WorkedExample.scales.indices.flatMap { [first[$0, a], second[$0, a]] })
    let gap = zip(first.values, second.values).map { ($0 - $1).magnitude }.max() ?? 0
    page.text("The two forms differ by at most \(gap.shown): rounding.")
    let rows = WorkedExample.scales.indices.map { k in
      FilmStrip.Frame(
        "w = \(WorkedExample.scales[k].fixed(0))", columns: 4, first.row(k).map { $0.value / 2 })
    }
    page.picture(
      "scales.svg", FilmStrip.svg([("", rows)], pixel: 18).utf8,
      alt: "The guided velocity for four scales: more contrast with more guidance")
    page.text(
      "(Velocities, halved for the picture.) As arrows: pixel \(a) on the horizontal axis, pixel \(b) on the vertical one; each line leads from the answer without a class to the blend."
    )
    let x = [first[0, a].value, first[0, b].value]
    page.picture(
      "arrows.svg",
      Curve.svg(
        WorkedExample.scales.indices.dropFirst().reversed().map { k in
          (
            "w = \(WorkedExample.scales[k].fixed(0))",
            [(x: x[0], y: x[1]), (x: first[k, a].value, y: first[k, b].value)].sorted {
              $0.x < $1.x
            }
          )
        }, xLabel: "velocity of pixel \(a)", yLabel: "velocity of pixel \(b)", namesAbove: true
      ).utf8, alt: "Three lines from one point in one direction, longer with more guidance")
    page.section("One batch or two passes?")
    let equal = results.twoPasses == predictedPicture("step1.").values
    page.text(
      """
      Both answers came of one pass through a batch of two. Two passes with one picture each give \(equal ? "the same numbers to the last bit" : "other bits") (the core
      tried it), because no sum runs across a batch. The batch costs the same multiplications; what it saves is the reading of the weights, once
      instead of twice, and the overhead of a pass. Guidance doubles the price of every step.
      """)
  }

  private func arrival(_ page: Page) {
    let verdict = results.arrived
    let isAsked = verdict.member.name.hasPrefix(className)
    page.section("Arrived")
    page.text(
      "The nearest picture of the family is **\(verdict.member.name)**, \(isAsked ? "of the class that was asked for" : "not of the class that was asked for, a \(className)"); \(verdict.isMember ? "every pixel is on the right side of 0" : "but not every pixel is on its side of 0") (root mean square difference \(verdict.distance.shown)). How often it works, with more steps and more features: \(page.link("trade-off"))."
    )
  }
}
