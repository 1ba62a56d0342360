import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension HandComputation {
  /// Euler's method from noise (t = 1) to a picture (t = 0), with trained parameters.
  func sample(_ trained: UNet<Double>) {
    trace.take(trained, prefix: "trained.")
    let noise = WorkedExample.samplingNoise(chapter.common.random)
    trace.sample(from: noise, [1, 4, 4], steps: chapter.steps) { x, t in forward(x, t) }
  }
}

extension Chapter1Story {
  func euler(_ page: Page) {
    let steps = chapter.steps
    page.inventory([
      .input("`noise`: the draws named `sample`", "sample.noise", origin: "two decimals"),
      .input("`Δt`, the length of a step", "sample.dt", origin: "1 / \(steps)"),
      .input(
        "all \(shapes.model.parameterCount.grouped) parameters, trained, two decimals",
        origin: "tables on \(page.link("training"))"),
      .output("`step\(steps).x`, the picture at time 0", "step\(steps).x"),
    ])
    page.section("Why")
    page.text(
      """
      Now the model is asked to *make* something. We draw \(grid("sample.noise").count) fresh normal numbers: this is the place
      $`t = 1`$ on a line whose other end nobody knows. The trained U-Net guesses the velocity there.
      (It does the sums of the worked step, with \(Recipe.walker.channels) channels in place of \(Recipe.book.channels). Why \(Recipe.walker.channels)? That is the question of the table of sizes below.)
      We take a step of length Δt *against* it (towards the data), ask again, step again,
      and after \(steps) \(steps == 1 ? "step" : "steps") we're at $`t = 0`$. Following a velocity in short straight steps
      is *Euler's method*.
      """)
    page.section("The formula")
    page.formula(
      #"x_{\mathrm{next}}[c,r,q] = x[c,r,q] - \Delta t \cdot \hat v[c,r,q] \qquad \hat v = \mathrm{UNet}(x,\,t)"#
    )
    self.steps(page, steps) { step(page, $0) }
    arrival(page, results.arrivals)
    page.arrivals(
      results.arrivals, results.arrivalTrials,
      Recipes.widths.map { ("\($0.channels) channels", $0) }, of: .walker)
    page.text(
      "With unrounded weights, other solvers and more samples: \(page.link("pictures"))."
    )
    if steps > 1 { diffusionNote(page, 2) }
    page.inRealSystems(
      """
      DDPM (2020) took 1,000 steps, and added fresh noise after each of them but the last. DDIM (Song, Meng, Ermon, 2020) left that noise out, and 50 steps became usual. Solvers that look at more than one velocity per step came next: Heun's method (Karras et al., 2022) and DPM-Solver (Lu et al., 2022), which is good for 10 to 20 steps.
      FLUX.1 [dev] is sampled by plain Euler steps, 50 by default in its makers' code. And some models are trained once more to need nearly no steps (*distillation*): SDXL Turbo takes 1 to 4, and so does FLUX.1 [schnell].
      """)
    page.section("In the core")
    page.excerpt("Solver", says: "Euler's step and its better relatives")
    page.check(run.trace.computed(under: (1...steps).map { "step\($0)." }).map(\.name))
    page.checkYourself([
      (
        "Which step moves the picture farthest (root of the sum of squares), and how far?",
        farthestStep
      )
    ])
    page.keep("Sampling is: draw noise, ask for the velocity, take a step, repeat.")
  }

  private func step(_ page: Page, _ n: Int) {
    let (x, next, v) = (picture(before: n), grid("step\(n).x"), grid("step\(n).conv_out.2"))
    let t = value("step\(n).t")
    page.section("Step \(n): from t = \(t.shown) to \((t - value("sample.dt")).shown)")
    page.lines([example(next)])
    page.heatMap(
      [x, v, next], worked: example(next),
      alt: "Step \(n): the picture before it, the predicted velocity, and the picture after it")
    strip(page, after: n, of: chapter.steps)
    page.text(
      "The other pixels, and every number of the U-Net in this step: \(numbersLink(page, n))."
    )
  }

  private var farthestStep: String {
    let ways = (1...chapter.steps).map(way)
    let farthest = ways.indices.max { ways[$0] < ways[$1] } ?? 0
    return
      "Step \(farthest + 1), by \(ways[farthest].shown), which is Δt = \(value("sample.dt").shown) times the length of its velocity. All steps: \(ways.map(\.shown).joined(separator: ", "))."
  }

  /// A page of the appendix: every pixel of the first step, and every number of the U-Net in it.
  func firstStepNumbers(_ page: Page) {
    page.text("Its parameters are the trained ones: the tables of \(page.link("training")).")
    page.wholePass("step1.", passLayers, of: "euler", explained: ("time", "conv-out"))
    page.section("The step itself")
    page.table(grid("step1.x"))
    page.everyEntry(of: grid("step1.x"))
  }

  func laterStepsNumbers(_ page: Page) {
    laterSteps(page, chapter.steps, passLayers + [("The step itself", ["x"])])
  }
}
