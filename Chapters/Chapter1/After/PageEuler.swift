import ByHand
import Numerics
import Walkthrough

extension HandComputation {
  /// Euler's method from noise (t = 1) to a picture (t = 0), with trained parameters.
  func sample(_ trained: [(name: String, shape: [Int], values: [Double])]) {
    for p in trained { trace.given(.parameter, "trained.\(p.name)", p.shape, p.values) }
    parameterPrefix = "trained."
    let noise = WorkedExample.samplingNoise(settings.random)
    var x = trace.given(.draw, "sample.noise", [1, 4, 4], noise)
    let dt = trace.constant("sample.dt", 1 / Double(settings.steps))
    for n in 1...settings.steps {
      trace.prefix = "step\(n)."
      let t = trace.constant("t", Double(settings.steps - n + 1) / Double(settings.steps))
      let velocity = forward(x, t)
      x = trace.grid("x", x.shape) { i in minusProduct(x[i], dt, velocity[i]) }
    }
    trace.prefix = ""
  }
}

extension Story {
  /// The picture before step n, which is the noise for n = 1.
  private func picture(before n: Int) -> Grid { grid(n == 1 ? "sample.noise" : "step\(n - 1).x") }

  func euler(_ n: Int) {
    let steps = settings.steps
    let aliases = [
      "sample.dt": "Δt", picture(before: n).name: "x", "step\(n).x": "x_next",
      "step\(n).conv_out.2": "v̂",
    ]
    let page = book.page(
      "euler-\(n)", "From noise to picture by hand, step \(n) of \(steps)",
      passNames("step\(n).", parameters: "trained.").adding(aliases))
    let (x, next, v) = (picture(before: n), grid("step\(n).x"), grid("step\(n).conv_out.2"))
    let t = value("step\(n).t")
    page.trail(["noise"] + (1...steps).map { "step \($0)" } + ["picture"], at: "step \(n)")
    page.inventory([
      (
        "in",
        n == 1
          ? "`x`, fresh noise: the draws named `sample`" : "`x`, the picture after step \(n - 1)",
        "1×4×4", n == 1 ? "two decimals" : book.link("euler-\(n - 1)")
      ),
      ("in", "`t`, the time", "one number: \(t.shown)", "1 − \(n - 1)·Δt"),
      (
        "parameters", "all, trained, two decimals",
        "\(settings.parameters.reduce(0) { $0 + $1.value.count }) numbers", book.link("training")
      ),
      (
        "out", "`x_next`, the picture at time \((t - value("sample.dt")).shown)", "1×4×4",
        "this page"
      ),
    ])
    if n == 1 {
      page.section("Why")
      page.text(
        """
        Now the model is asked to *make* something. We draw 16 fresh normal numbers: this is the place
        $`t = 1`$ on a line whose other end nobody knows. The trained U-Net guesses the velocity there.
        We take a step of length Δt = 1/\(steps) *against* it (towards the data), ask again, step again,
        and after \(steps) steps have arrived at $`t = 0`$. Following a velocity in straight little steps
        is *Euler's method*.
        """)
    }
    page.section("The formula")
    page.formula(
      #"x_{\mathrm{next}}[c,r,q] = x[c,r,q] - \Delta t \cdot \hat v[c,r,q] \qquad \hat v = \mathrm{UNet}(x,\,t)"#
    )
    page.section("One entry, in full")
    page.lines([example(next)])
    page.section("All of the step")
    page.heatMap(
      [x, v, next],
      alt: "The picture before the step, the predicted velocity, and the picture after the step")
    page.table(next)
    page.everyEntry(of: next)
    let frames = (1...n + 1).map { k -> FilmStrip.Frame in
      let time = 1 - Double(k - 1) / Double(steps)
      return .init("t = \(time.fixed(2))", columns: 4, picture(before: k).values)
    }
    page.text("So far:")
    page.picture(
      "\(page.slug)-path.svg", Array(FilmStrip.svg([("", frames)], pixel: 22).utf8),
      alt: "The pictures from noise up to this step")
    if n == steps { arrival(page, next) }
    page.section("Every number of the U-Net in this step")
    page.text(
      "The layers in order: the result as a table, the steps before it, and every entry in numbers. Which number is which is spelled out on pages 4 to 12."
    )
    wholePass(page, prefix: "step\(n).")
    page.section("In the core")
    if n == 1 { page.excerpt("Solver", says: "Euler's step and its better relatives") }
    page.check(run.trace.grids.map(\.name).filter { $0.hasPrefix("step\(n).") })
    page.keep(
      n == steps
        ? "Sampling is: draw noise, ask for the velocity, take a step, repeat."
        : "One step costs one forward pass; more steps follow the curve more closely.")
  }

  private func arrival(_ page: Page, _ picture: Grid) {
    page.section("Arrived")
    page.text(arrivalText(picture.values))
  }
}
