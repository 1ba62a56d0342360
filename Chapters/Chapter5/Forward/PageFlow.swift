import ByHand
import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func latentStep(_ page: Page) {
    page.inventory([
      .input("the picture", "latent.x", from: "encoder"),
      .input("the small VAE, trained, two decimals; its scale `s`", "scale_factor", from: "models"),
      .input(
        "the caption's words", "text.embedding",
        origin: "\"\(example.caption)\", looked up as in [chapter 4](../chapter4/12-words.md)"),
      .input("`x1`, fresh noise", "flow.x1", origin: "the draws named `x1`, two decimals"),
      .input("`t`, the time", "flow.t", origin: "drawn as well"),
      .output("`x0` or `scaled`, the latents as the flow sees them", "latent.scaled"),
      .output("`L`, the loss of the flow", "flow.loss"),
    ])
    page.section("Chapter 4 in a smaller room")
    page.text(
      """
      The flow does not know that its pictures are latents. Everything is chapter 4's ([words](../chapter4/12-words.md), [cross-attention](../chapter4/14-cross-attention.md)): straight lines from data to noise, a transformer whose patches look at each other and at the caption's words, the error of its velocity. Only the data is other:
      2 channels of 2×2 instead of 3 of 4×4, and a patch is one place, so \(Small.flow.grid * Small.flow.grid) tokens.
      """)
    page.section("1. The picture becomes data")
    page.text(
      "The encoder's means, without a draw, divided by the scale. (Encoder and scale are frozen now.)"
    )
    page.lines([grid("latent.scaled")[0, 0, 1, 0]])
    page.table(grid("latent.scaled"))
    page.section("2. The line to the noise")
    page.lines([grid("flow.x_t")[0, 0, 1, 0], grid("flow.velocity")[0, 0, 1, 0]])
    page.heatMap(
      ["flow.x0", "flow.x1", "flow.x_t"].map(grid), titles: ["x0", "x1", "x_t"],
      sharesScale: true, alt: "Latents, noise and the mixture of both")
    page.everyEntry(
      of: ["latent.scaled", "flow.one_minus_t", "flow.x_t", "flow.velocity"].map(grid))
    page.section("3. The pass")
    page.text(
      "Every sum is spelled out in chapter 4 ([from its words](../chapter4/12-words.md) [to the end](../chapter4/15-rest.md)); here is every number, layer by layer:"
    )
    page.passTables("flow.", layers(Self.flowParts, of: "flow.second."))
    page.section("4. The loss")
    page.lines([grid("flow.error")[0, 0, 1, 0], grid("flow.loss").scalars[0]])
    page.everyEntry(of: grid("flow.error"))
    page.foldedTables(
      "The encoder's pass",
      layers(Self.encoderParts, of: "latent.").flatMap(\.grids).map { grid("latent.\($0)") })
    page.section("By hand and in the core")
    page.excerpt("Chapter5.latent", says: "The picture becomes data, by hand")
    page.excerpt("LatentScale", says: "The scale in the core")
    page.excerpt("ByHand.textDiT", says: "The transformer by hand")
    page.check(prefix: "latent.")
    page.check(
      layers(Self.flowParts, of: "flow.second.").flatMap(\.grids).map { "flow.\($0)" }
        + ["flow.x_t", "flow.velocity", "flow.error", "flow.loss"])
    page.checkYourself([
      (
        "How many parameters has this transformer?",
        "\(small.flowStart.parameterCount.grouped). Chapter 4's small one has more kernels and a wider end: a patch there has 12 numbers, here 2."
      )
    ])
    page.keep("The flow is told nothing of pictures; it learns numbers.")
  }

  func latentBack(_ page: Page) {
    let names = small.flowStart.parameters.map(\.name)
    page.inventory([
      .use("`L`, the loss of the flow", "flow.loss", from: "latent-step"),
      .output(
        "the gradients of \(small.flowStart.parameterCount.grouped) parameters, and these after the step"
      ),
      .output("`L`, the loss after the step", "flow.second.loss"),
    ])
    page.section("Every gradient")
    page.text(
      "The way back is chapter 4's. It ends at the words and at the latents: both are frozen, and behind the latents no gradient goes on into the encoder."
    )
    page.text(
      "The loss is the mean of \(grid("flow.error").count) squares, so each error has the slope 2·error/\(grid("flow.error").count):"
    )
    page.gradientEntry(grid("flow.error")[0, 1, 0, 1])
    page.gradientEntry(grid("flow.final_proj")[0, 1, 1])
    page.gradientEntry(grid("flow.blocks.0.cross_attn.k_proj")[0, 3, 6])
    let computed = layers(Self.flowParts, of: "flow.second.").flatMap(\.grids).reversed()
      .map { "flow.\($0)" }.filter { run.trace["grad.\($0)"] != nil }
    let parts: [Page.Layer] = [
      ("all layers", computed),
      ("all \(small.flowStart.parameterCount.grouped) parameters", names.map { "flow.\($0)" }),
    ]
    page.gradientTables(parts)
    page.check(prefix: "grad.flow.")
    page.section("AdamW")
    page.adamWEntry("blocks.0.cross_attn.k_proj.weight", prefix: "flow.", [2, 3], called: "θ")
    page.adamWTables(names, prefix: "flow.")
    page.section("Again")
    page.lossAfterStep(prefix: "flow.")
    page.promise(names, prefix: "flow.")
    let nudge = WorkedExample.flowNudge
    page.nudge(grid("flow.\(nudge.parameter)")[nudge.index], by: nudge.step, prefix: "flow.")
    page.foldedTables(
      "Every number of the pass after the step",
      layers(Self.flowParts, of: "flow.second.").flatMap(\.grids).map { grid("flow.second.\($0)") })
    page.check(prefix: "flow.second.")
    page.checkYourself([page.keptPromise(names, prefix: "flow.")])
    page.keep("The same step, in a smaller room.")
  }

  /// How much the paintings have changed since the noise's.
  private func paintedChange(_ page: Page, _ n: Int) -> String {
    let (first, last) = (grid("step0.decoder.8").values, grid("step\(n).decoder.8").values)
    let change = Measured(zip(first, last).map { ($0 - $1).magnitude }).mean
    let spread = Measured(last).deviation
    let small = change < spread / 4
    return
      "Since the noise, the painted numbers have changed by \(change.shown) in the mean; from pixel to pixel they spread by \(spread.shown).\(small ? " So the paintings hardly differ: at this size the decoder paints nearly the same sprite of all latents. What a large one makes of the way stands on \(page.link("system"))." : "")"
  }

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
      .output("what the decoder paints of them", "step\(n).decoder.8"),
    ])
    page.section("Two answers, one blend, one step")
    page.text(
      "**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)**, asked at t = \(t.shown); beside it the empty prompt; blended with w = \(chapter.guidance.shown)."
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
    page.section("Every number")
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
}
