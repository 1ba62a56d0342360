import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func euler(_ page: Page, _ n: Int) {
    let steps = chapter.steps
    let x = n == 1 ? grid("sample.noise") : grid("step\(n - 1).x")
    let (next, direction, guided) = (
      grid("step\(n).x"), grid("step\(n).direction"), grid("step\(n).guided")
    )
    let t = grid("step\(n).t").values[0]
    page.inventory([
      n == 1
        ? .input("`x`, fresh noise", x.name, origin: "the draws named `sample`, two decimals")
        : .input("`x`, the latents after step \(n - 1)", x.name, from: "euler-\(n - 1)"),
      .input("the flow and the VAE, trained, two decimals", from: "models"),
      .output("`x_next`, the latents at time \((t - value("sample.dt")).shown)", next.name),
      .output("what the decoder paints from them", "step\(n).decoder.8"),
    ])
    page.section("Two answers, one blend, one step")
    page.text(
      "At t = \(t.shown), the flow answers twice: for **\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)** and for the empty prompt. \(LatentSystem.guided.contains(t) ? "The two answers are blended with w = \(chapter.guidance.shown), and the latents take a step against the blend" : "Guidance counts down to t = \(LatentSystem.guided.lowerBound.shown) only, so the answer to the prompt is taken as it is (w = 1), and the latents take a step against it"). The number for which the prompt matters most:"
    )
    let most =
      direction.values.indices.max {
        direction.values[$0].magnitude < direction.values[$1].magnitude
      } ?? 0
    let place = direction.index(at: most)
    page.lines([direction[place], guided[place], next[place]])
    page.text("The latents before the step, what the prompt adds, and the latents after the step:")
    page.heatMap(
      [x, direction, next], titles: ["x", "direction", "x_next"], sharesScale: true,
      alt: "The latents before the step, what the prompt adds, and the latents after it")
    page.everyEntry(of: direction, guided, next)
    page.section("Painted")
    page.text(
      "The decoder can paint any latents, including those on the way. First they are multiplied by the scale:"
    )
    page.lines([grid("step\(n).z")[place]])
    page.text("What it paints, from the noise up to this step:")
    let frames = (0...n).map { k in
      FilmStrip.Frame(
        "t = \((1 - Double(k) / Double(steps)).fixed(2))", columns: 4, channels: 3,
        grid("step\(k).decoder.8").values)
    }
    page.picture(
      "path.svg", FilmStrip.svg([("", frames)], pixel: 24).utf8,
      alt: "What the decoder paints from the latents, from the noise up to this step")
    page.text(paintedChange(page, n))
    if n == steps {
      page.section("Where it ends")
      page.otherNoises(results.smallWalks)
      page.text(
        "The small VAE has to paint 48 numbers from 8. What the large system paints is on \(page.link("system"))."
      )
      page.oneNoise(results.smallWalks, results.split) { grid("\($0)step\($1).decoder.8") }
      page.otherWalks(n, in: run.trace)
    }
    page.section("Every number")
    if n == 1 {
      page.text(
        "The words of both prompts are read once, for all steps ([chapter 4](chapter4/euler)):")
      page.passTables("prompt.", layers(Self.flowParts, of: "prompt."))
      page.check(prefix: "prompt.")
    }
    page.text(
      "The flow's pass, layer by layer (entry 0 is the prompt, entry 1 the empty one), and then the decoder's:"
    )
    page.passTables("step\(n).", layers(Self.flowParts, of: "step\(n)."))
    page.passTables(
      "step\(n).",
      [("Latents, multiplied by the scale", ["z"])] + layers(Self.decoderParts, of: "step\(n)."))
    page.check(prefix: "step\(n).")
    page.checkYourself([
      n == steps
        ? (
          "Why does a real run paint only the end?",
          "The flow doesn't need the paintings: it goes from latents to latents. And each painting costs a pass of the decoder."
        )
        : n == 1
          ? (
            "How many numbers does the flow move in a step? And how many does the decoder paint from them?",
            "\(next.count) and \(grid("step1.decoder.8").count)."
          )
          : (
            "How far have the latents moved in this step (root of the sum of squares), and how far in the first?",
            "\(way(of: n).shown), and \(way(of: 1).shown)."
          )
    ])
    page.keep(
      n == steps
        ? "Noise goes in, latents come out, and only the end needs painting."
        : n == 1
          ? "The flow moves latents; the paintings are only for us to look at."
          : "Every step is the same question, asked of other latents at another time.")
  }

  /// How far a step moves the latents.
  private func way(of n: Int) -> Double {
    let before = grid(n == 1 ? "sample.noise" : "step\(n - 1).x").values
    return zip(before, grid("step\(n).x").values).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }.squareRoot()
  }

  /// How much the paintings have changed since the noise's.
  private func paintedChange(_ page: Page, _ n: Int) -> String {
    let (first, last) = (grid("step0.decoder.8").values, grid("step\(n).decoder.8").values)
    let change = Measured(zip(first, last).map { ($0 - $1).magnitude }).mean
    let spread = Measured(last).deviation
    let small = change < spread / 4
    return
      "Since the noise, the painted numbers have changed by \(change.shown) on average. Across the painting they spread by \(spread.shown) (their standard deviation).\(small ? " So these paintings hardly differ: this small decoder paints these latents alike." : "")"
  }
}
