import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func euler(_ page: Page) {
    let steps = chapter.steps
    page.inventory([
      .input(
        "`noise`: the draws named `sample`, the same as in chapter 1", "sample.noise",
        origin: "two decimals"),
      .input("`Δt`, the length of a step", "sample.dt", origin: "1 / \(steps)"),
      .input(
        "all \(results.deep.parameterCount.grouped) parameters of the model with two blocks, trained, two decimals",
        origin: "tables on \(page.link("training"))"),
      .output("`step\(steps).x`, the picture at time 0", "step\(steps).x"),
    ])
    page.section("Why")
    page.text(
      """
      As in [chapter 1](chapter1/euler): from \(grid("sample.noise").count) normal numbers, follow the predicted velocity from t = 1 to t = 0 in \(steps)
      straight \(steps == 1 ? "step" : "steps"). Only the model is different: the transformer of this chapter, with a second block behind its first.
      The second does the same sums as the first with parameters of its own. (With only one block, fewer walks arrive: see the table of sizes below.)
      """)
    page.section("The formula")
    page.formula(
      #"x_{\mathrm{next}} = x - \Delta t \cdot \hat v \qquad \hat v = \mathrm{DiT}(x,\,t)"#)
    page.text(
      "The model answers patch by patch: $`\\hat v[p,i]`$ is number i of patch p (\(page.link("prediction"))). The pictures show the velocity put together again."
    )
    self.steps(page, steps) { step(page, $0) }
    arrival(page, results.arrivals)
    page.arrivals(
      results.arrivals, results.arrivalTrials, Comparisons.arrivalRows.map { ($0.words, $0) },
      of: .deep)
    page.text(
      "(Each was trained for \(ArrivalRow.steps.grouped) steps, those of \(page.link("comparison")) for \(Comparisons.steps.grouped).) More samples, with unrounded weights: \(page.link("pictures"))."
    )
    page.section("In the core")
    page.check(run.trace.computed(under: (1...steps).map { "step\($0)." }).map(\.name))
    page.checkYourself([
      (
        "How far does the first step move the picture (root of the sum of squares)?",
        "\(way(of: 1).shown), which is Δt = \(value("sample.dt").shown) times the length of v̂."
      )
    ])
    page.keep("A different machine, the same walk: ask, step, ask again.")
  }

  private func step(_ page: Page, _ n: Int) {
    let (x, next) = (picture(before: n), grid("step\(n).x"))
    let (v, t) = (predictedPicture("step\(n)."), value("step\(n).t"))
    page.section("Step \(n): from t = \(t.shown) to \((t - value("sample.dt")).shown)")
    page.lines([next[0, 2, 1]])
    page.heatMap(
      [x, v, next],
      titles: [page.names.grid(x.name), "step\(n).v̂", next.name], worked: next[0, 2, 1],
      alt: "Step \(n): the picture before it, the predicted velocity, and the picture after it")
    strip(page, after: n, of: chapter.steps)
    page.text(
      "\(looks(n)) The other pixels, and every number of the transformer in this step: \(numbersLink(page, n))."
    )
  }

  /// A page of the appendix: every pixel of the first step, and every number of the transformer in it.
  func firstStepNumbers(_ page: Page) {
    page.text("Its parameters are the trained ones: the tables of \(page.link("training")).")
    page.wholePass("step1.", walkLayers, of: "euler", explained: ("patches", "prediction"))
    page.section("Who looks at whom")
    for n in 0..<2 {
      page.heatMap(
        [grid("step1.blocks.\(n).attn.weights")], sharesScale: true, rows: Self.patchLabels,
        columns: Self.patchLabels,
        alt: "The attention weights of both heads of block \(n) in this step")
    }
    page.section("The step itself")
    page.table(grid("step1.x"))
    page.everyEntry(of: grid("step1.x"))
  }

  func laterStepsNumbers(_ page: Page) {
    laterSteps(page, chapter.steps, walkLayers + [("The step itself", ["x"])])
  }

  /// The strongest look of a step.
  private func looks(_ n: Int) -> String {
    let looks = (0..<2).map { (block: $0, weights: grid("step\(n).blocks.\($0).attn.weights")) }
    guard
      let (block, weights) = looks.max(by: {
        ($0.weights.values.max() ?? 0) < ($1.weights.values.max() ?? 0)
      })
    else { return "" }
    let most = weights.values.indices.max { weights.values[$0] < weights.values[$1] } ?? 0
    let index = weights.index(at: most)
    let target = index[1] == index[2] ? "itself" : "the \(Self.patchLabels[index[2]]) one"
    return
      "The strongest look in this step: in head \(index[0]) of block \(block) the \(Self.patchLabels[index[1]]) patch gives \((100 * weights.values[most]).fixed(0)) % of its attention to \(target)."
  }
}
