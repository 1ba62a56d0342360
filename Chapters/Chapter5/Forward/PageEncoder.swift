import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter5Story {
  func encoder(_ page: Page) {
    page.inventory([
      .input("`x`, a sprite of 4×4 pixels", "x", origin: "drawn by our own code"),
      .parameters("`We`, `be`: kernels of 3×3", "encoder.0"),
      .parameters("the first norm's scale and shift", "encoder.1"),
      .parameters(
        "the residual block's first kernels and norm", "encoder.3.conv1", "encoder.3.norm1"),
      .parameters("its second kernels and norm", "encoder.3.conv2", "encoder.3.norm2"),
      .parameters("`Wm`, `bm`: kernels of 3×3", "encoder.4"),
      .output("`both`: a mean and a logarithm of a variance for each latent", "encoder.4"),
    ])
    page.section("Why")
    page.text(
      """
      A picture of 512×512 pixels in three colours has 786,432 numbers, and most of them can be guessed from their neighbours. [Chapter 4](../chapter4/12-words.md)'s transformer would
      have to look at all of them, at every step from noise to picture. So let another model first *squeeze* the picture into a small grid of numbers, from which it can be
      painted again: an *encoder* and a *decoder*, trained together. The flow then works on the small grid, and only its end is painted. This is latent diffusion (Rombach and others,
      2022), and the numbers of the small grid are called *latents*.

      Here \(grid("x").count) numbers become \(grid("eps").count): two channels of 2×2. The encoder is made of what chapter 1 is made of: kernels, group norms and SiLU ([its page 7](../chapter1/07-down1.md)), and a residual block, which adds its input to what two kernels with norms make of it and ends in a SiLU.
      """)
    let frames = [
      FilmStrip.Frame("16×16", columns: 16, channels: 3, example.sprite.picture().pixels),
      FilmStrip.Frame("x", columns: 4, channels: 3, grid("x").values),
    ]
    page.picture(
      "sprite.svg", FilmStrip.svg([("", frames)], pixel: 9).utf8,
      alt: "The sprite at 16×16 and at the 4×4 of this step")
    page.text("\"\(example.caption)\"")
    page.section("1. Kernels that step by two: `e1`")
    page.formula(
      #"\mathrm{e1}_{o,r,q} = \sum_{c=0}^{2}\sum_{i=0}^{2}\sum_{j=0}^{2} x_{c,\,2r+i-1,\,2q+j-1}\; \mathrm{We}_{o,c,i,j} + \mathrm{be}_o"#
    )
    page.text(
      "The window moves two pixels at a time, so the result is half as high and half as wide; beyond the edge nothing is added. (The leading 0 of all indices is the picture's number; there is only one.)"
    )
    page.entry(grid("encoder.0")[0, 1, 1, 0])
    page.inRealSystems(
      "A kernel that steps by two is one way to halve a picture; *pooling*, the mean or the largest of each 2×2 block, is another. Pooling has no parameters (the largest keeps what is strong, the mean blurs); a stepping kernel learns what to keep. Autoencoders for latent diffusion step."
    )
    page.section("2. The layers")
    page.pass("", layers(Self.encoderParts, of: "second."))
    page.section("3. What comes out: two numbers for each latent")
    page.text(
      """
      The last kernels make four channels of 2×2. Channels 0 and 1 are the *means* of the two latent channels, channels 2 and 3 the *logarithms of their variances*: the encoder does not say
      "this latent is 0.3", it says "about 0.3, give or take so much". Why it should be unsure of itself is told on \(page.link("vae-loss")). A logarithm may be any number, and the
      variance that it stands for, $`e^{\\mathrm{logvar}}`$, is always above 0.
      """)
    page.entry(grid("encoder.4")[0, 0, 1, 0])
    page.heatMap(
      [grid("encoder.4")],
      titles: ["both"], alt: "Two channels of means and two of logarithms of variances")
    page.foldedParameters("encoder.0", "encoder.1", "encoder.3", "encoder.4")
    page.section("By hand and in the core")
    page.excerpt("ByHand.vaeEncoder", says: "By hand")
    page.excerpt("VAE.forward", says: "In the core")
    page.excerpt("VAEStage.forward", says: "One of its stages")
    page.check(prefix: "encoder.")
    page.checkYourself([
      (
        "On how many numbers of `x` does `e1[0,1,1,0]` depend, and on how many `both[0,0,1,0]`?",
        "\(run.trace.receptiveField(of: grid("encoder.0")[0, 1, 1, 0], in: grid("x")).count) and \(run.trace.receptiveField(of: grid("encoder.4")[0, 0, 1, 0], in: grid("x")).count) of the \(grid("x").count) numbers: each further kernel sees the neighbours' neighbours, and a norm sees all."
      )
    ])
    page.keep(
      "\(grid("x").count) numbers in, \(grid("eps").count) latents out, each with its doubt.")
  }

  func draw(_ page: Page) {
    page.inventory([
      .input("`both`: means and logarithms of variances", "encoder.4", from: "encoder"),
      .input("`noise`", "eps", origin: "normal draws, two decimals"),
      .output("`σ`", "std"), .output("`z`, the latents", "z"),
    ])
    page.section("Why")
    page.text(
      """
      The decoder must be given one number for each latent, so one is drawn: from a bell curve around the mean, as wide as the variance says. But a draw is
      a wall: how would a gradient pass through a die? The trick is to roll the die *beforehand*. Draw a standard normal number, the noise; then *stretch* it by the deviation σ
      and *move* it by the mean. The draw is the same, but chance now stands beside the way and not in it: the way is a product and a sum. This is called
      *reparameterization* (Kingma and Welling, 2013).
      """)
    page.section("1. The deviation: `σ`")
    page.formula(#"\sigma = \sqrt{e^{\mathrm{logvar}}} = e^{\mathrm{logvar}/2}"#)
    page.lines([grid("std")[0, 0, 1, 0]])
    page.section("2. The draw: `z`")
    page.formula(#"z = \sigma\cdot\mathrm{noise} + \mathrm{mean}"#)
    page.lines([grid("z")[0, 0, 1, 0]])
    page.heatMap(
      [grid("eps"), grid("std"), grid("z")], alt: "The noise, the deviations and the latents")
    page.table(grid("std"))
    page.table(grid("z"))
    page.everyEntry(of: grid("std"), grid("z"))
    page.section("By hand and in the core")
    page.excerpt("ByHand.reparameterize", says: "By hand")
    page.excerpt("Reparameterization.forward", says: "In the core")
    page.check(["std", "z"])
    page.checkYourself([
      (
        "What would `z` be if the noise were 0?",
        "The mean. That is what is used once the VAE is trained: the flow learns from means, and pictures are painted again from them."
      )
    ])
    page.keep("Roll the die first; then only stretch and move.")
  }

  func decoder(_ page: Page) {
    page.inventory([
      .input("`z`, the latents", "z", from: "draw"),
      .parameters("`Wd`, `bd`: kernels of 3×3", "decoder.0"),
      .parameters("the first norm's scale and shift", "decoder.1"),
      .parameters(
        "the residual block's first kernels and norm", "decoder.3.conv1", "decoder.3.norm1"),
      .parameters("its second kernels and norm", "decoder.3.conv2", "decoder.3.norm2"),
      .parameters("`Wu`, `bu`: after the doubling", "decoder.5"),
      .parameters("the last norm's scale and shift", "decoder.6"),
      .parameters("`Wp`, `bp`: three colours", "decoder.8"),
      .output("`x̂`, the picture that was painted", "decoder.8"),
    ])
    page.section("Why")
    page.text(
      "The way back: from eight latents to a picture. The decoder has never seen the picture; whatever it paints must have been in the latents."
    )
    page.section("1. The layers at 2×2")
    page.text("The same kinds of layers as in the encoder:")
    let parts = layers(Self.decoderParts, of: "second.")
    page.pass("", parts.prefix(4))
    page.section("2. Twice as large")
    page.text(
      """
      Each number of `d3` becomes a block of 2×2 equal ones (*nearest neighbour*), and kernels go over the result. The copies are not new numbers: they keep the name of the one they were copied from. Why not the
      transposed kernels of chapter 1? See \(page.link("checkerboard")).
      """)
    page.entry(grid("decoder.5")[0, 1, 1, 2])
    page.pass("", parts.dropFirst(4))
    page.section("3. What was painted")
    let frames = [
      FilmStrip.Frame("x", columns: 4, channels: 3, grid("x").values),
      FilmStrip.Frame("x̂", columns: 4, channels: 3, grid("decoder.8").values),
    ]
    page.picture(
      "painted.svg", FilmStrip.svg([("", frames)], pixel: 24).utf8,
      alt: "The picture, and what the untrained decoder paints of it")
    page.text("Nothing like it: the parameters are chance. The loss will say how far off it is.")
    page.foldedParameters(
      "decoder.0", "decoder.1", "decoder.3", "decoder.5", "decoder.6", "decoder.8")
    page.section("By hand and in the core")
    page.excerpt("ByHand.vaeDecoder", says: "By hand")
    page.excerpt("ByHand.upsampledNearest", says: "Its doubling")
    page.check(prefix: "decoder.")
    page.checkYourself([
      (
        "How many different numbers of `d3` does one window of `d4` see, away from the edge?",
        "A window of 3×3 over blocks of 2×2 touches 2×2 blocks: 4 numbers a channel, some of them up to four times."
      )
    ])
    page.keep("Repeat, then look at the neighbours.")
  }
}
