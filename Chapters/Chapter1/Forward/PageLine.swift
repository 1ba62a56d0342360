import ByHand
import Numerics
import Walkthrough

extension HandComputation {
  func time() -> Grid {
    trace.given(.data, "t", [], [WorkedExample.time(chapter.common.random)])
  }

  /// The point at time t on the straight line from data (t = 0) to noise (t = 1).
  func line(_ x0: Grid, _ x1: Grid, _ t: Scalar) -> Grid {
    let one = trace.sharedConstant("one", 1)
    let rest = trace.scalar("one_minus_t") { one - t }
    return trace.grid("x_t", x0.shape) { i in dot([rest, t], [x0[i], x1[i]]) }
  }

  /// The velocity along that line: what the model has to guess.
  func target(_ x0: Grid, _ x1: Grid) -> Grid {
    trace.grid("velocity", x0.shape) { i in x1[i] - x0[i] }
  }
}

extension Chapter1Story {
  func line(_ page: Page) {
    let (x0, x1, xt, v) = (grid("x0"), grid("x1"), grid("x_t"), grid("velocity"))
    page.inventory([
      .input("`x0`, the picture", "x0", from: "data"),
      .input("`x1`, the noise", "x1", from: "noise"),
      .input(
        "`t` = \(value("t").shown), the time", "t",
        origin: "drawn between 0.2 and 0.45, so that picture and noise are both seen"),
      .output("`x_t`, the noisy picture", "x_t"),
      .output("`velocity`, the target", "velocity"),
    ])
    page.section("Why")
    page.text(
      """
      This is the idea of the whole chapter. Draw a straight line from the picture `x0` to the noise
      `x1`, and walk it: at time $`t = 0`$ you stand on the picture, at $`t = 1`$ on the noise, in
      between on a mixture. Walking at constant speed, your *velocity* is the same all the way:
      noise − picture.

      The model is shown only where you stand, `x_t`, and the time. It must guess the velocity. If it
      can do that everywhere, then we can start from fresh noise, where there never was a picture,
      and walk *backward* along the guessed velocity to a picture that fits. (Whether it is a new one is asked on \(page.link("copying")).) That is *flow
      matching*.
      """)
    page.section("The formula")
    page.formula(#"x_t[c,r,q] = (1-t)\; x_0[c,r,q] \;+\; t\; x_1[c,r,q]"#)
    page.formula(#"\mathrm{velocity}[c,r,q] = x_1[c,r,q] - x_0[c,r,q]"#)
    page.text(
      "$`c`$ is the channel, $`r, q`$ are row and column. The velocity is the derivative of $`x_t`$ with respect to $`t`$: check it by hand, it is one line."
    )
    let s = example(xt)
    page.section("One entry, in full")
    page.lines([s, example(v)])
    page.section("All of it")
    page.heatMap(
      [x0, x1, xt, v], worked: s, sharesScale: true,
      alt: "x0, x1, x_t between them, and the velocity as heat maps")
    page.table(xt)
    page.table(v)
    page.everyEntry(of: grid("one_minus_t"), xt, v)
    page.section("From data to noise")
    page.text(
      "The same line at eleven times, from the picture on the left to the noise on the right:")
    let frames = (0...10).map { k -> FilmStrip.Frame in
      let t = Double(k) / 10
      let pixels = zip(x0.values, x1.values).map { (1 - t) * $0 + t * $1 }
      return .init("t = \(t.fixed(1))", columns: 4, pixels)
    }
    page.picture(
      "path.svg", FilmStrip.svg([("", frames)], pixel: 14).utf8,
      alt: "Eleven pictures from x0 at t = 0 to x1 at t = 1")
    page.inRealSystems(
      """
      Diffusion models came first (DDPM: Ho, Jain, Abbeel, 2020). They mix on a curve in place of a line: $`x_t = \\sqrt{\\bar\\alpha_t}\\,x_0 + \\sqrt{1-\\bar\\alpha_t}\\,\\varepsilon`$,
      where the squares of the two factors add up to 1, at 1,000 fixed times; and their network guesses the noise ε, not the velocity. Stable Diffusion 1 (2022) and SDXL (2023) are made that way. Stable Diffusion 3 and FLUX.1 (both 2024) use
      the straight line of this page, under the name *rectified flow*. Stable Diffusion 3 also draws times in the middle more often than those near the ends: the guess is harder there.
      Mind the direction when you read papers: some of them count t from noise (0) to picture (1).
      """)
    page.section("In the core")
    page.excerpt("Flow.forward", says: "For a whole batch of pictures, each with its own time")
    page.check(["one_minus_t", "x_t", "velocity"])
    let half = zip(x0.values, x1.values).map { 0.5 * $0 + 0.5 * $1 }[0]
    page.checkYourself([
      (
        "What is `x_t[0,0,0]` at t = 0.5?",
        "Half of each: 0.5·\(x0[0, 0, 0].value.shownAsTerm) + 0.5·\(x1[0, 0, 0].value.shownAsTerm) = **\(half.shown)**."
      ),
      (
        "The velocity does not depend on t. Why, then, is the model given the time?",
        "Because it sees only `x_t`. The same `x_t` may be a nearly clean picture at a small t or nearly pure noise at a large one, and the best guess of the velocity differs."
      ),
    ])
    page.keep(
      "Mix picture and noise along a straight line; the model must guess the direction of the line from one point on it."
    )
  }
}
