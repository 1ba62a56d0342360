import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter3Story {
  func euler(_ page: Page) {
    let steps = chapter.steps
    page.inventory([
      .input(
        "`noise`: the draws named `sample`, the same as in chapters 1 and 2", "sample.noise",
        origin: "two decimals"),
      .input(
        "`w` = \(chapter.guidance.shown), the guidance scale", "sample.w", origin: "`--guidance`"),
      .input("`Δt`, the length of a step", "sample.dt", origin: "1 / \(steps)"),
      .input(
        "all \(results.deep.parameterCount.grouped) parameters of the model with two blocks, trained, two decimals",
        origin: "tables on \(page.link("training"))"),
      .output("`step\(steps).x`, the picture at time 0", "step\(steps).x"),
    ])
    page.section("Why")
    page.text(
      """
      We start from noise, as in [chapter 1](chapter1/euler), but now we ask for a **\(className)**. At each step the model answers two questions about the
      same picture, as a batch of two: what is the velocity if it's a \(className) (answer 0), and what is it if we don't say (answer 1)? The
      difference of the two answers is what the class changes. We multiply it by w, add it to the second answer, and step against the sum, as always.
      As in [chapter 2](chapter2/euler), the transformer that walks has a second block behind that of the worked step.
      """)
    page.section("The formula")
    page.formula(
      #"\mathrm{direction} = \hat v_0 - \hat v_1 \qquad \mathrm{guided} = \hat v_1 + w\cdot\mathrm{direction} \qquad x_{\mathrm{next}} = x - \Delta t\cdot\mathrm{guided}"#
    )
    page.text(
      """
      The model answers patch by patch, so `v̂[1,2,3]` is answer 1, patch 2, number 3 of that patch, where `direction`, `guided` and `x` have channel, row and
      column: `v̂[1,2,3]` belongs to the pixel in row 3, column 1. (The first picture of each step shows both answers put together again, answer 0 on the left.) Each step works out the pixel where the class matters most.
      """)
    self.steps(page, steps) { step(page, $0) }
    arrival(page, results.arrivals, wanted: className)
    otherScales(page)
    otherClasses(page)
    scalesSection(page)
    page.section("In the core")
    page.check(run.trace.computed(under: (1...steps).map { "step\($0)." }).map(\.name))
    func length(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let direction = length(grid("step1.direction").values)
    let asked = length(predictedPicture("step1.").row(0).map(\.value))
    page.checkYourself([
      (
        "In step 1, how long is the direction, compared with the answer to the class (roots of the sums of squares)?",
        "\(direction.shown) beside \(asked.shown): \((100 * direction / asked).fixed(0)) % of it."
      )
    ])
    page.keep("Ask twice, lean towards the difference, step: guidance is one line of arithmetic.")
  }

  private func step(_ page: Page, _ n: Int) {
    let (x, next, guided) = (picture(before: n), grid("step\(n).x"), grid("step\(n).guided"))
    let (direction, t) = (grid("step\(n).direction"), grid("step\(n).t").values[0])
    let place = [0] + strongest(n)[0]
    page.section("Step \(n): from t = \(t.shown) to \((t - value("sample.dt")).shown)")
    let edge = (0..<4).map { "\($0)" }
    page.heatMap(
      zip(
        ["for a \(className)", "for no class"], predictedPicture("step\(n).").values.parts(of: 16)
      )
      .map { (title: $0, values: Array($1)) },
      rows: edge, columns: edge,
      alt: "The two predicted velocities of step \(n): for a \(className), and for no class")
    page.lines([direction[place], guided[place], next[place]])
    page.heatMap(
      [x, direction, guided, next], worked: next[place],
      alt:
        "Step \(n): the picture before it, the direction of guidance, the guided velocity, and the picture after it"
    )
    strip(page, after: n, of: chapter.steps)
    page.text(
      "The other pixels, and every number of the two passes: \(n == 1 ? page.links(from: "numbers-first-step", to: "numbers-second-block") : numbersLink(page, n))."
    )
  }

  /// Where the second block begins.
  private var secondBlock: Int {
    walkLayers.firstIndex { $0.title.hasPrefix("`blocks.1") } ?? walkLayers.count
  }

  /// A page of the appendix: every number of the first step's two passes, as far as the first block.
  func firstStepNumbers(_ page: Page) {
    page.text(
      "Its parameters are the trained ones: the tables of \(page.link("training")). This page ends with the first block; the second and the step itself are on \(page.link("numbers-second-block"))."
    )
    page.wholePass(
      "step1.", walkLayers[..<secondBlock], of: "euler", explained: ("table", "forward"))
  }

  /// A page of the appendix: the rest of the passes, and every pixel of the step.
  func secondBlockNumbers(_ page: Page) {
    page.text(
      "This page goes on from \(page.link("numbers-first-step")). The parameters are the trained ones: the tables of \(page.link("training"))."
    )
    page.wholePass(
      "step1.", walkLayers[secondBlock...], of: "euler", explained: ("table", "forward"))
    page.section("The step itself")
    let grids = ["direction", "guided", "x"].map { grid("step1.\($0)") }
    page.table(grids[1])
    page.table(grids[2])
    page.everyEntry(of: grids)
  }

  func laterStepsNumbers(_ page: Page) {
    laterSteps(
      page, chapter.steps, walkLayers + [("The step itself", ["direction", "guided", "x"])])
  }

  /// Rows and columns of the pixels at which the class matters most in a step.
  private func strongest(_ n: Int) -> [[Int]] {
    let direction = grid("step\(n).direction")
    return direction.values.indices.sorted {
      direction.values[$0].magnitude > direction.values[$1].magnitude
    }.map { Array(direction.index(at: $0).dropFirst()) }
  }

  /// Where the same walks end with other guidance scales.
  private func otherScales(_ page: Page) {
    var table = Table([
      "w", "this noise: distance", "arrive, of \(Arrivals.others)", "median distance",
    ])
    for (scale, arrivals) in results.otherScales {
      let walks = arrivals.byHand
      let row = [
        scale.shown, walks.own.verdict.distance.fixed(3), "\(walks.arrived)", walks.median.fixed(3),
      ]
      table.add(scale == chapter.guidance ? row.map { "**\($0)**" } : row)
    }
    page.text("And with other guidance scales, in as many steps:")
    page.text(table.markdown)
    let scales = results.otherScales.map { (w: $0.scale, walks: $0.arrivals.byHand) }
    guard let most = scales.map(\.walks.arrived).max(),
      let nearest = scales.min(by: { $0.walks.median < $1.walks.median })
    else { return }
    let best = scales.filter { $0.walks.arrived == most }.map(\.w)
    page.text(
      "The most, \(most), arrive with w = \(best.map(\.shown).joined(separator: " and with w = ")). They end nearest with w = \(nearest.w.shown). With w = 0 nobody asks for a \(className); with a large w the model's errors grow (\(page.link("trade-off"))).\(best.contains(1) && 10 * most >= 9 * Arrivals.others ? " So these walks don't need guidance to arrive: this model has learned its classes, and pushing harder takes them too far. Where guidance is needed is the question of \(page.link("dropping"))." : "")"
    )
  }

  /// How walks to each of the classes fare.
  private func otherClasses(_ page: Page) {
    let w = chapter.guidance.shown
    var table = Table(
      [
        "asked for", "arrive, of \(Arrivals.others), w = 1", "w = \(w)",
        "median distance, w = \(w)",
      ], left: [0])
    for (name, walks) in zip(ShapeClasses.names, results.byClass) {
      let row = [
        name, "\(walks.plain.byHand.arrived)", "\(walks.guided.byHand.arrived)",
        walks.guided.byHand.median.fixed(3),
      ]
      table.add(name == className ? row.map { "**\($0)**" } : row)
    }
    page.text("And the other classes, from the same noises?")
    page.text(table.markdown)
    let plain = results.byClass.map(\.plain.byHand.arrived)
    let guided = results.byClass.map(\.guided.byHand.arrived)
    page.text(
      "With w = \(w), \(guided.reduce(0, +)) of the \(guided.count * Arrivals.others) walks arrive; asked plainly, \(plain.reduce(0, +))."
    )
  }

  /// The first step for several scales, in both written forms.
  private func scalesSection(_ page: Page) {
    let (first, second) = (grid("step1.scales_first"), grid("step1.scales_second"))
    let places = strongest(1).map { 4 * $0[0] + $0[1] }
    let (a, b) = (places[0], places[1])
    page.section("Other scales, and an equivalent form")
    page.text(
      "The blend can also be written as a mixture of both answers, with weights that add up to 1. In step 1, at the pixel where the class matters most, number \(a) (row \(a / 4), column \(a % 4)), for four scales:"
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
      Both answers came from one pass through a batch of two. Two passes with one picture each give \(equal ? "the same numbers to the last bit" : "other bits") (the core
      tried it), because no sum runs across a batch. The batch costs the same multiplications; what it saves is the reading of the weights, once
      instead of twice, and the overhead of a pass. Guidance doubles the price of every step.
      """)
  }
}
