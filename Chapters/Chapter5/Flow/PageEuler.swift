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
      "**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)**, asked at t = \(t.shown); beside it the empty prompt; \(LatentSystem.guided.contains(t) ? "blended with w = \(chapter.guidance.shown)" : "the answer to it is taken as it is (w = 1), because guidance counts from t = \(LatentSystem.guided.lowerBound.shown) on")."
    )
    let most =
      direction.values.indices.max {
        direction.values[$0].magnitude < direction.values[$1].magnitude
      } ?? 0
    let place = direction.index(at: most)
    page.lines([direction[place], guided[place], next[place]])
    page.heatMap(
      [x, direction, next], titles: ["x", "direction", "x_next"], sharesScale: true,
      alt: "The latents before the step, what the prompt adds, and the latents after it")
    page.everyEntry(of: direction, guided, next)
    page.section("Painted")
    page.text(
      "The decoder can paint any latents, also those on the way. Multiplied by the scale first:")
    page.lines([grid("step\(n).z")[place]])
    let frames = (0...n).map { k in
      FilmStrip.Frame(
        "t = \((1 - Double(k) / Double(steps)).fixed(2))", columns: 4, channels: 3,
        grid("step\(k).decoder.8").values)
    }
    page.picture(
      "path.svg", FilmStrip.svg([("", frames)], pixel: 24).utf8,
      alt: "What the decoder paints of the latents from noise up to this step")
    page.text(paintedChange(page, n))
    if n == steps {
      page.section("Where it ends")
      page.otherNoises(results.smallWalks)
      page.text(
        "The small VAE paints 48 numbers from 8. What the large system makes of the way stands on \(page.link("system"))."
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
    page.passTables("step\(n).", layers(Self.flowParts, of: "step\(n)."))
    page.passTables(
      "step\(n).",
      [("Latents, multiplied by the scale", ["z"])] + layers(Self.decoderParts, of: "step\(n)."))
    page.check(prefix: "step\(n).")
    page.checkYourself([
      n == steps
        ? (
          "Why is only the end painted when nobody watches?",
          "The flow does not need the paintings: it goes from latents to latents. Each would cost a pass of the decoder."
        )
        : (
          "How many numbers does the flow move in a step, and how many does the decoder make of them?",
          "\(next.count) and \(grid("step\(n).decoder.8").count)."
        )
    ])
    page.keep(
      n == steps
        ? "Noise in, latents out, painted at the end."
        : "The flow moves latents; pictures are only looked at.")
  }

  /// How much the paintings have changed since the noise's.
  private func paintedChange(_ page: Page, _ n: Int) -> String {
    let (first, last) = (grid("step0.decoder.8").values, grid("step\(n).decoder.8").values)
    let change = Measured(zip(first, last).map { ($0 - $1).magnitude }).mean
    let spread = Measured(last).deviation
    let small = change < spread / 4
    return
      "Since the noise, the painted numbers have changed by \(change.shown) in the mean; from pixel to pixel they spread by \(spread.shown).\(small ? " So these paintings hardly differ: the decoder happens to paint this noise much as it paints the end." : "")"
  }
}
