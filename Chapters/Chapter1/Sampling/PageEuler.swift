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
  /// The picture before step n, which is the noise for n = 1.
  func picture(before n: Int) -> Grid { grid(n == 1 ? "sample.noise" : "step\(n - 1).x") }

  func euler(_ page: Page, _ n: Int) {
    let steps = chapter.steps
    let (x, next, v) = (picture(before: n), grid("step\(n).x"), grid("step\(n).conv_out.2"))
    let t = value("step\(n).t")
    let after = (t - value("sample.dt")).shown
    page.inventory([
      n == 1
        ? .input("`x`, fresh noise: the draws named `sample`", x.name, origin: "two decimals")
        : .input("`x`, the picture after step \(n - 1)", x.name, from: "euler-\(n - 1)"),
      .input("`t` = \(t.shown), the time", "step\(n).t", origin: "1 − \(n - 1)·Δt"),
      .input("all \(model.parameterCount) parameters, trained, two decimals", from: "training"),
      .output("`x_next`, the picture at time \(after)", next.name),
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
      [x, v, next], worked: example(next),
      alt: "The picture before the step, the predicted velocity, and the picture after the step")
    page.table(next)
    page.everyEntry(of: next)
    let frames = (1...n + 1).map { k -> FilmStrip.Frame in
      let time = 1 - Double(k - 1) / Double(steps)
      return .init("t = \(time.fixed(2))", columns: 4, picture(before: k).values)
    }
    page.text("So far:")
    page.picture(
      "path.svg", FilmStrip.svg([("", frames)], pixel: 22).utf8,
      alt: "The pictures from noise up to this step")
    if n == steps { arrival(page) }
    if n == 2 { diffusionNote(page, n) }
    page.text(
      "Every number of the U-Net in this step stands at the chapter's end: \(page.link("numbers-euler-\(n)"))."
    )
    page.section("In the core")
    if n == 1 { page.excerpt("Solver", says: "Euler's step and its better relatives") }
    page.check(prefix: "step\(n).")
    let way = zip(x.values, next.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      .squareRoot()
    page.checkYourself([
      (
        "How far does this step move the picture (root of the sum of squares)?",
        "\(way.shown), which is Δt = \(value("sample.dt").shown) times the length of v̂."
      )
    ])
    page.keep(
      n == steps
        ? "Sampling is: draw noise, ask for the velocity, take a step, repeat."
        : "One step costs one forward pass; more steps follow the curve more closely.")
  }

  func eulerNumbers(_ page: Page, _ n: Int) {
    page.wholePass(
      "step\(n).", passLayers, of: "euler-\(n)", explained: ("time", "conv-out"))
  }

  /// What the picture made by hand looks like.
  private func arrival(_ page: Page) {
    let verdict = results.arrived
    page.section("Arrived")
    page.text(
      verdict.isMember
        ? "The picture is **\(verdict.member.name)**: every pixel is on the right side of 0. The root mean square difference to the drawn one is \(verdict.distance.shown)."
        : "The nearest picture of the family is **\(verdict.member.name)**, but not every pixel is on its side of 0 (root mean square difference \(verdict.distance.shown)). How good the samples get with more steps: \(page.link("pictures"))."
    )
  }
}
