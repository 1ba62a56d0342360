import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  /// On the page of the walk: what a step makes is called after its number.
  var eulerNames: Names {
    var aliases = [
      "sample.dt": "Δt", "sample.w": "w", "sample.noise": "x_0", "scale_factor": "scale",
    ]
    for n in 1...chapter.steps {
      for (name, short) in [
        "x": "x", "direction": "direction", "guided": "guided", "z": "unscaled", "final_proj": "v̂",
      ] {
        aliases["step\(n).\(name)"] = "\(short)_\(n)"
      }
    }
    return Names(aliases)
  }

  func euler(_ page: Page) {
    let steps = chapter.steps
    page.inventory([
      .input(
        "`x_0`, fresh noise: the draws named `sample`", "sample.noise", origin: "two decimals"),
      .input("the flow and the VAE, trained, two decimals", from: "models"),
      .output("`x_\(steps)`, the latents at time 0", "step\(steps).x"),
      .output("what the decoder paints from them", "step\(steps).decoder.8"),
    ])
    page.section("\(steps) steps")
    page.text(
      "In each step, the flow answers twice: for **\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)** and for the empty prompt. The two answers are blended with w = \(chapter.guidance.shown)\(isGuidedThroughout ? "" : " as long as t is at least \(LatentSystem.guided.lowerBound.shown); below that the answer to the prompt is taken as it is"). Then the latents move by Δt = 1/\(steps) against the blend. (The index of x counts steps, not time: `x_0` is the noise. `v̂[0,3,1]` is answer 0, place 3, channel 1: it belongs to row 1, column 1 of channel 1. The words of both prompts are read once, for all steps, as in [chapter 4](chapter4/euler).)"
    )
    for n in 1...steps { step(page, n) }
    painted(page)
    arrival(page)
    page.check(
      (1...steps).flatMap { n in
        ["direction", "guided", "x", "z", "decoder.8"].map { "step\(n).\($0)" }
      })
    page.checkYourself([
      (
        "How many numbers does the flow move in a step? And how many does the decoder paint from them?",
        "\(grid("step1.x").count) and \(grid("step1.decoder.8").count)."
      ),
      (
        "How far does each step move the latents (root of the sum of squares)?",
        (1...steps).map { way(of: $0).shown }.joined(separator: ", ") + "."
      ),
      (
        "Why does a real run paint only the end?",
        "The flow doesn't need the paintings: it goes from latents to latents. And each painting costs a pass of the decoder."
      ),
    ])
    page.keep("Noise goes in, latents come out, and only the end needs painting.")
  }

  /// Whether guidance counts in every step.
  private var isGuidedThroughout: Bool {
    (1...chapter.steps).allSatisfy { LatentSystem.guided.contains(value("step\($0).t")) }
  }

  /// Where the prompt matters most in a step.
  private func strongest(_ n: Int) -> [Int] {
    let direction = grid("step\(n).direction")
    let most = direction.values.indices.max {
      direction.values[$0].magnitude < direction.values[$1].magnitude
    }
    return direction.index(at: most ?? 0)
  }

  private func step(_ page: Page, _ n: Int) {
    let (direction, guided) = (grid("step\(n).direction"), grid("step\(n).guided"))
    let (next, t, place) = (grid("step\(n).x"), grid("step\(n).t").values[0], strongest(n))
    page.subsection("Step \(n), at t = \(t.shown)")
    page.text(
      "The number for which the prompt matters most\(LatentSystem.guided.contains(t) ? "" : "; here guidance no longer counts, so that w = 1"):"
    )
    page.lines([direction[place], guided[place], next[place]])
    page.text("The latents before the step, what the prompt adds, and the latents after the step:")
    page.heatMap(
      [picture(before: n), direction, next], titles: ["x_\(n - 1)", "direction_\(n)", "x_\(n)"],
      sharesScale: true,
      alt: "The latents before step \(n), what the prompt adds, and the latents after the step")
    page.everyEntry(of: direction, guided, next)
    page.text(
      "Every number of the two passes, and of the decoder's: \(page.link("numbers-\(n)")).")
  }

  /// What the decoder paints on the way.
  private func painted(_ page: Page) {
    let steps = chapter.steps
    page.section("Painted on the way")
    page.text(
      "The decoder can paint any latents, including those on the way. First they are multiplied by the scale:"
    )
    page.lines([grid("step\(steps).z")[strongest(steps)]])
    let frames = (0...steps).map { k in
      FilmStrip.Frame(
        "t = \((1 - Double(k) / Double(steps)).fixed(2))", columns: 4, channels: 3,
        grid("step\(k).decoder.8").values)
    }
    page.picture(
      "path.svg", FilmStrip.svg([("", frames)], pixel: 24).utf8,
      alt: "What the decoder paints from the latents, from the noise to the end")
    var table = Table(["after step", "mean absolute change since the noise"])
    for n in 1...steps { table.add(["\(n)", change(after: n).shown]) }
    page.text(table.markdown)
    let spread = Measured(grid("step\(steps).decoder.8").values).deviation
    page.text(
      "For comparison: the numbers of the last painting have a standard deviation of \(spread.shown).\(change(after: steps) < spread / 4 ? " So these paintings hardly differ: this small decoder paints these latents alike." : "")"
    )
  }

  /// By how much the painted numbers differ from those painted from the noise.
  private func change(after n: Int) -> Double {
    let (first, last) = (grid("step0.decoder.8").values, grid("step\(n).decoder.8").values)
    return Measured(zip(first, last).map { ($0 - $1).magnitude }).mean
  }

  /// Where the walk ends, and where other noises and other prompts lead.
  private func arrival(_ page: Page) {
    page.section("Where it ends")
    page.otherNoises(results.smallWalks)
    page.text(
      "The small VAE has to paint 48 numbers from 8. What the large system paints is on \(page.link("system"))."
    )
    page.oneNoise(results.smallWalks, results.split) { grid("\($0)step\($1).decoder.8") }
    page.text(
      "What the prompt adds in each step of the other two walks, the blend, and x after it: \(page.link("numbers-\(chapter.steps)"))."
    )
  }

  /// A page of the appendix: every number of a step.
  func numbers(_ page: Page, _ n: Int) {
    if n == 1 {
      page.section("The words of both prompts, read once")
      page.passTables("prompt.", layers(Self.flowParts, of: "prompt."))
      page.check(prefix: "prompt.")
    }
    page.section("Step \(n)")
    page.text(
      "The flow's pass, layer by layer (entry 0 is the prompt, entry 1 the empty one), and then the decoder's:"
    )
    page.passTables("step\(n).", layers(Self.flowParts, of: "step\(n)."))
    page.passTables(
      "step\(n).",
      [("Latents, multiplied by the scale", ["z"])] + layers(Self.decoderParts, of: "step\(n)."))
    page.check(prefix: "step\(n).")
    if n == chapter.steps {
      page.section("The walks to other prompts")
      page.otherWalks(n, in: run.trace)
    }
  }
}
