import ByHand
import Numerics
import Walkthrough

extension Chapter1Story {
  func time(_ page: Page) {
    let waves = grid("time_embed.0")
    let (first, activated, e) = (grid("time_embed.1"), grid("time_embed.2"), grid("time_embed.3"))
    page.inventory([
      .input("`t` = \(value("t").shown), the time", "t", from: "line"),
      .parameters("`W1`, `b1`", "time_embed.1"),
      .parameters("`W3`, `b3`", "time_embed.3"),
      .output("`e`, the time embedding", "time_embed.3"),
    ])
    page.section("Why")
    page.text(
      """
      A network adds and multiplies. One number `t` between 0 and 1 gives it little to work with: the first layer's weighted sums of `t` are only straight lines in `t`. So the time is first turned into several
      *waves* of different speed, like the hands of a clock: fast ones tell close times apart, slow
      ones tell early from late. Then a small network with \(page.parameters("time_embed").reduce(0) { $0 + $1.count }) parameters mixes the waves into four
      features, `e`, that every block of the U-Net reads.
      """)
    page.section("1. The waves")
    page.formula(
      #"\omega_i = e^{-\ln(10000)\, i / \mathrm{last}} \qquad \mathrm{angle}_i = t\,\omega_i \qquad \mathrm{waves} = [\sin \mathrm{angle}_0,\; \sin \mathrm{angle}_1,\; \cos \mathrm{angle}_0,\; \cos \mathrm{angle}_1]"#
    )
    page.text(
      """
      $`i`$ = 0, 1 counts the speeds; last = (4 features / 2) − 1 = 1. With four features there are
      just two speeds, 1 and 0.0001. The second is so slow that within $`0 \\le t \\le 1`$ its sine
      stays near 0 and its cosine near 1: it serves as a constant. (Real systems use 128 speeds or
      more, and multiply t by 1000, so that more of the waves move: \(page.link("clock")) tries it.)
      """)
    page.lines(
      grid("time_embed.0.frequency").scalars + grid("time_embed.0.angle").scalars + waves.scalars)
    page.section("2. A linear layer: `first`")
    page.text(
      "A *linear layer*: each output is a weighted sum of all inputs, plus a *bias*. Here is `first[1]`:"
    )
    page.linear("time_embed.1", of: "time_embed.0", worked: [1])
    page.section("3. SiLU: `activated`")
    page.formula(.silu)
    page.text(
      """
      Two linear layers in a row would be just one linear layer. Between them comes a bend, the
      *activation*: SiLU leaves large numbers nearly alone and turns negative ones nearly to 0,
      smoothly.
      """)
    page.lines(activated.scalars)
    page.section("4. The second linear layer: `e`")
    page.linear("time_embed.3", of: "time_embed.2", worked: [1])
    page.section("All of it")
    page.heatMap(
      [waves, first, activated, e], alt: "The waves, first, activated and e as rows of four cells")
    page.foldedParameters("time_embed")
    if !chapter.common.startsFromFile {
      page.text(
        "(Where do they come from? Drawn at random, evenly, and rounded to two decimals: weights between ±0.6, or ±1.5/√n if that is less, where a sum has n terms; biases and shifts between ±0.2; the norms' scales between 0.8 and 1.2.)"
      )
    }
    page.inRealSystems(
      """
      The waves were made for places in a sentence ("Attention Is All You Need", Vaswani et al., 2017); DDPM (2020) gave them to a U-Net as its time. Stable Diffusion 1 turns its time, a whole number below 1,000, into 320 waves, and a network
      of two layers with SiLU between them, as here, makes 1,280 features of these. The diffusion transformer (DiT, 2022), Stable Diffusion 3 and FLUX.1 begin with 256 waves. FLUX.1 [dev] is given the strength of its guidance as waves, too: that works for any number to which a network should react finely.
      """)
    page.section("In the core")
    page.excerpt("Linear.forward", says: "A linear layer for many rows at once")
    page.excerpt("Sinusoidal", says: "And the waves")
    page.check([
      "time_embed.0.frequency", "time_embed.0.angle", "time_embed.0", "time_embed.1",
      "time_embed.2", "time_embed.3",
    ])
    let later = Double.sin(0.9)
    page.checkYourself([
      (
        "Which waves change much between t = 0.1 and t = 0.9?",
        "Only those of speed 1: the sine goes from \(Double.sin(0.1).shown) to \(later.shown), the cosine from \(Double.cos(0.1).shown) to \(Double.cos(0.9).shown). The slow sine goes from 0.00001 to 0.00009."
      ),
      (
        "What is SiLU(0)? And roughly SiLU(10), SiLU(−10)?",
        "SiLU(0) = 0/2 = 0. SiLU(10) = 10/(1 + 0.000045) ≈ 9.9995. SiLU(−10) = −10/(1 + 22026) ≈ −0.00045."
      ),
    ])
    page.keep("A number becomes waves, waves become features: that is how a network reads a clock.")
  }
}
