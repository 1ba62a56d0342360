import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter5Story {
  func vaeLoss(_ page: Page) {
    let (pixels, latents) = (grid("x").count, grid("z").count)
    page.inventory([
      .input("`x̂`", "decoder.8", from: "decoder"), .input("`x`", "x", from: "encoder"),
      .input("`both`", "encoder.4", from: "encoder"),
      .input("`logvar`", "logvar", from: "encoder"),
      .output("`mse`, how far off the picture is", "mse"),
      .output("`KL`, how far the latents are from standard normal ones", "kl"),
      .output("`L`, the loss", "loss"),
    ])
    page.section("1. The picture: `mse`")
    page.text("The loss has two parts. The first says how far the painting is from the picture:")
    page.formula(#"\mathrm{mse} = \frac{1}{\#(pixels)}\sum (\hat x - x)^2"#)
    page.lines([grid("error")[0, 0, 1, 2]])
    page.heatMap(
      [grid("decoder.8"), grid("x"), grid("error")], titles: ["x̂", "x", "error"],
      sharesScale: true, alt: "What was painted, the picture and the error, in three colours")
    page.fold("The mean of all \(pixels) squares") { page.lines([grid("mse").scalars[0]]) }
    page.everyEntry(of: grid("error"))
    page.section("2. How sure the encoder is: `KL`")
    page.text(
      """
      If only the error counted, the encoder would soon be sure of everything: with σ = 0, nothing gets lost. But then each picture would be a single point in the space of latents, and what lies between the points would mean
      nothing. The flow makes up its own latents, so it could land in the gaps. (\(page.sentence(page.link("trade-off"))) measures how large the gaps are.) So a second part of the loss asks every latent to look like a standard normal number: mean
      0, variance 1. The Kullback–Leibler divergence measures how far a bell curve is from that one. For $`q = N(\\mu, \\sigma^2)`$ and $`p = N(0, 1)`$:
      """)
    page.formula(
      #"\mathrm{KL} = \int q \ln\frac{q}{p} = \mathbb{E}_q\Bigl[-\tfrac12\ln\sigma^2 - \tfrac{(z-\mu)^2}{2\sigma^2} + \tfrac{z^2}{2}\Bigr] = -\tfrac12\ln\sigma^2 - \tfrac12 + \tfrac12(\mu^2 + \sigma^2)"#
    )
    page.text(
      "In the middle are the logarithms of both bell curves (the $`\\ln\\sqrt{2\\pi}`$ cancels). The mean of $`(z-\\mu)^2`$ is $`\\sigma^2`$, and that of $`z^2`$ is $`\\mu^2+\\sigma^2`$. So each latent has one term:"
    )
    page.formula(#"\mathrm{term} = \tfrac12\,(\mu^2 + \sigma^2 - 1 - \ln \sigma^2)"#)
    page.lines([grid("variance")[0, 0, 1, 0], grid("kl.term")[0, 0, 1, 0]])
    page.text("It is 0 for μ = 0 and σ = 1, and larger for every other bell curve. Five examples:")
    var table = Table(["μ", "σ", "ln σ²", "KL"])
    for i in WorkedExample.distributions.indices {
      table.add(["mean", "std", "logvar", "kl"].map { grid("known.\($0)").values[i].shown })
    }
    page.text(table.markdown)
    page.fold("These five, in full") { page.lines(grid("known.kl").scalars) }
    page.text("All \(latents) terms of our picture, and their sum:")
    page.table(grid("kl.term"))
    page.lines([grid("kl.picture").scalars[0], grid("kl").scalars[0]])
    page.everyEntry(of: grid("variance"), grid("kl.term"))
    page.section("3. The loss, and what β means")
    page.formula(#"L = \mathrm{mse} + \beta\cdot\mathrm{KL}"#)
    page.lines([grid("loss").scalars[0]])
    let beta = WorkedExample.beta
    page.text(
      """
      Watch the units. `mse` is a *mean* over \(pixels) numbers, but `KL` is a *sum* over \(latents) latents. With sums on both sides, the loss is 1/\(pixels) of

      (sum of squares) + \(pixels)·β·(sum of terms),

      so with β = \(beta.shown), one unit of KL counts as much as \((Double(pixels) * beta).shown) units of squared error. On a picture of 32×32 pixels in three colours (\((32 * 32 * 3).grouped) numbers), the same β would make it count as much as \((3072 * beta).shown).

      In terms of probabilities: suppose that pixels were normally distributed around what is painted, with a deviation s. Then the exact sum would be (sum of squares)/(2s²) + KL, so \(pixels)·β = 2s². So β = \(beta.shown) treats errors of about s = \((Double(pixels) * beta / 2).squareRoot().fixed(2)) per number as noise. A β means
      nothing unless we say what is summed and what is averaged.
      """)
    page.section("By hand and in the core")
    page.excerpt("ByHand.kl", says: "By hand")
    page.excerpt("ByHand.vaeLoss", says: "and")
    page.excerpt("KL.forward", says: "In the core")
    page.check(["error", "mse", "variance", "kl.term", "kl.picture", "kl", "loss", "known.kl"])
    page.checkYourself([
      (
        "Suppose a latent is always 0 ± 1, whatever the picture. What does it cost, and what is it good for?",
        "Its term is 0, so it costs nothing. But it says nothing about the picture, either. With a large β, many latents end up like this."
      )
    ])
    page.keep("Paint it well, and don't be surer than you need to be.")
  }
}
