import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter5Story {
  func latentStep(_ page: Page) {
    page.inventory([
      .input("the picture", "latent.x", from: "encoder"),
      .input(
        "the small VAE, trained, two decimals, and its `scale`", "scale_factor", from: "models"),
      .input(
        "the caption's words", "text.embedding",
        origin: "\"\(example.caption)\", looked up as in [chapter 4](chapter4/words)"),
      .input("`x1`, fresh noise", "flow.x1", origin: "the draws named `x1`, two decimals"),
      .input("`t`, the time", "flow.t", origin: "drawn as well"),
      .input("the flow's parameters: the column θ", from: "latent-back"),
      .output("`x0` or `scaled`, the latents as the flow sees them", "latent.scaled"),
      .output("`L`, the loss of the flow", "flow.loss"),
    ])
    page.section("Chapter 4 in a smaller room")
    page.text(
      """
      The flow doesn't know that its pictures are latents. Everything is as in chapter 4 ([words](chapter4/words), [how they read each other](chapter4/reader), [cross-attention](chapter4/cross-attention)): straight lines from data to noise, a transformer whose patches look at each other and at the caption's words, and the error of its velocity as the loss. Only the data differ:
      there are 2 channels of 2×2 instead of 3 of 4×4. A patch is one place, so there are \(Sizes.flowByHand.grid * Sizes.flowByHand.grid) tokens.
      """)
    page.section("1. The picture becomes data")
    page.text(
      "We take the encoder's means, without a draw, and divide them by the scale. (The encoder and the scale are frozen now.)"
    )
    page.lines([grid("latent.scaled")[0, 0, 1, 0]])
    page.table(grid("latent.scaled"))
    page.foldedTables(
      "The encoder's pass",
      layers(Self.encoderParts, of: "latent.").flatMap(\.grids).map { grid("latent.\($0)") })
    page.section("2. The line to the noise")
    page.text("Noise is mixed in, up to time t, and the velocity is what the flow has to find:")
    page.lines([grid("flow.x_t")[0, 0, 1, 0], grid("flow.velocity")[0, 0, 1, 0]])
    page.heatMap(
      ["flow.x0", "flow.x1", "flow.x_t"].map(grid), titles: ["x0", "x1", "x_t"],
      sharesScale: true, alt: "Latents, noise and the mixture of both")
    page.everyEntry(
      of: ["latent.scaled", "flow.one_minus_t", "flow.x_t", "flow.velocity"].map(grid))
    page.section("3. The pass")
    page.text(
      "Chapter 4 spells out every sum, [from its words](chapter4/words) [to the end](chapter4/rest). Here is every number, layer by layer:"
    )
    page.passTables("flow.", layers(Self.flowParts, of: "flow.second."))
    page.section("4. The loss")
    page.text("One error, and the mean of all squared errors:")
    page.lines([grid("flow.error")[0, 0, 1, 0], grid("flow.loss").scalars[0]])
    page.everyEntry(of: grid("flow.error"))
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
        "How many parameters does this transformer have?",
        "\(results.small.flowStart.parameterCount.grouped). Chapter 4's small one has more, because a patch has 3 numbers there, and 2 here."
      )
    ])
    page.keep("The flow knows nothing about pictures; it learns numbers.")
  }
}
