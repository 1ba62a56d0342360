import ChapterKit
import Core
import Dataset
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
      .output("`logvar`: the logarithms, held between −30 and 20", "logvar"),
    ])
    page.section("Why")
    page.text(
      """
      A picture of 512×512 pixels in three colours has 786,432 numbers, and most of them can be guessed from their neighbours. [Chapter 4](chapter4/words)'s transformer would
      have to look at all of them, at every step from noise to picture. So let's *squeeze* the picture first, into a small grid of numbers from which it can be
      painted again. That takes two models that are trained together: an *encoder* and a *decoder*. The flow then works on the small grid, and only its end is painted. This is latent diffusion (Rombach and others,
      2022), and the numbers of the small grid are called *latents*.

      Here, \(grid("x").count) numbers become \(grid("eps").count): two channels of 2×2. The encoder is built from chapter 1's parts ([kernels, group norms and SiLU](chapter1/down1)). One of its parts is a residual block: it adds its input to what two kernels with norms make of it, and ends in a SiLU.

      The picture of this step is "\(example.caption)", here at 16×16, and at 4×4 as the encoder sees it:
      """)
    let frames = [
      FilmStrip.Frame("16×16", columns: 16, channels: 3, example.sprite.picture().pixels),
      FilmStrip.Frame("x", columns: 4, channels: 3, grid("x").values),
    ]
    page.picture(
      "sprite.svg", FilmStrip.svg([("", frames)], pixel: 9).utf8,
      alt: "The sprite at 16×16 and at the 4×4 of this step")
    page.foldedParameters("encoder.0", "encoder.1", "encoder.3", "encoder.4")
    page.section("1. Kernels that step by two: `e1`")
    page.formula(
      #"\mathrm{e1}_{o,r,q} = \sum_{c=0}^{2}\sum_{i=0}^{2}\sum_{j=0}^{2} x_{c,\,2r+i-1,\,2q+j-1}\; \mathrm{We}_{o,c,i,j} + \mathrm{be}_o"#
    )
    page.text(
      "The window moves two pixels at a time, so the result is half as high and half as wide. Beyond the edge, nothing is added. (The first index, 0, is the picture's number; there is only one picture.)"
    )
    page.entry(grid("encoder.0")[0, 1, 1, 0])
    page.inRealSystems(
      "A kernel that steps by two is one way to halve a picture. *Pooling* is another: it takes the mean or the largest number of each 2×2 block. Pooling has no parameters (the largest keeps what is strong, the mean blurs), while a stepping kernel learns what to keep. The autoencoders of latent diffusion use stepping kernels."
    )
    page.section("2. The layers")
    page.text("Layer by layer: the result as a table, and every entry folded below it.")
    page.pass("", layers(Self.encoderParts, of: "second."))
    page.section("3. What comes out: two numbers for each latent")
    page.text(
      """
      The last kernels make four channels of 2×2. Channels 0 and 1 are the *means* of the two latent channels, and channels 2 and 3 are the *logarithms of their variances*. So the encoder doesn't say
      "this latent is 0.3". It says "about 0.3, give or take so much". \(page.sentence(page.link("vae-loss"))) explains why it should be unsure of itself. A logarithm can be any number, and the
      variance that it stands for, $`e^{\\mathrm{logvar}}`$, is always above 0.
      """)
    page.entry(grid("encoder.4")[0, 0, 1, 0])
    page.heatMap(
      [grid("encoder.4")],
      titles: ["both"], alt: "Two channels of means and two of logarithms of variances")
    page.text(
      "Exponentials grow fast: beyond 709, $`e^{\\mathrm{logvar}}`$ is too large for 64 bits. So the logarithm is kept between −30 and 20, as in real systems; outside of that, no gradient passes. Here, \(held)."
    )
    page.lines([grid("logvar")[0, 0, 1, 0]])
    page.table(grid("logvar"))
    page.section("By hand and in the core")
    page.excerpt("ByHand.vaeEncoder", says: "By hand")
    page.excerpt("VAE.forward", says: "In the core")
    page.excerpt("VAEStage.forward", says: "One of its stages")
    page.check(prefix: "encoder.")
    page.check(["logvar"])
    page.checkYourself([
      (
        "On how many numbers of `x` does `e1[0,1,1,0]` depend? And `both[0,0,1,0]`?",
        "\(run.trace.receptiveField(of: grid("encoder.0")[0, 1, 1, 0], in: grid("x")).count) and \(run.trace.receptiveField(of: grid("encoder.4")[0, 0, 1, 0], in: grid("x")).count) of the \(grid("x").count) numbers: each further kernel sees the neighbours' neighbours, and a norm sees all."
      )
    ])
    page.keep(
      "\(grid("x").count) numbers in, \(grid("eps").count) latents out: each a mean, with its give or take."
    )
  }

  /// How many of the logarithms were not taken as they came.
  private var held: String {
    let (free, logvar) = (grid("encoder.4").values.suffix(grid("logvar").count), grid("logvar"))
    let count = zip(free, logvar.values).count { $0 != $1 }
    return count == 0
      ? "all \(logvar.count) are inside" : "\(count) of \(logvar.count) are outside"
  }
}
