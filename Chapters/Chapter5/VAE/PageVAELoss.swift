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
    page.formula(#"\mathrm{mse} = \frac{1}{\#(pixels)}\sum (\hat x - x)^2"#)
    page.lines([grid("error")[0, 0, 1, 2]])
    page.heatMap(
      [grid("decoder.8"), grid("x"), grid("error")], titles: ["x̂", "x", "error"],
      sharesScale: true, alt: "What was painted, the picture and the error, in three colours")
    page.fold("The mean of all \(pixels) squares") { page.lines([grid("mse").scalars[0]]) }
    page.everyEntry(of: grid("error"))
    page.section("2. The doubt: `KL`")
    page.text(
      """
      If only the error counted, the encoder would soon be sure of everything: with σ = 0 nothing is lost. But then each picture would be a point in the space of latents, with nothing between the points that means
      anything, and the flow, which must paint from latents that it has made up itself, could land in the gaps (what came of it is measured on \(page.link("trade-off"))). So a second part asks every latent to look like a standard normal number: mean
      0, variance 1. How far a bell curve is from that one is measured by the divergence of Kullback and Leibler. For $`q = N(\\mu, \\sigma^2)`$ and $`p = N(0, 1)`$:
      """)
    page.formula(
      #"\mathrm{KL} = \int q \ln\frac{q}{p} = \mathbb{E}_q\Bigl[-\tfrac12\ln\sigma^2 - \tfrac{(z-\mu)^2}{2\sigma^2} + \tfrac{z^2}{2}\Bigr] = -\tfrac12\ln\sigma^2 - \tfrac12 + \tfrac12(\mu^2 + \sigma^2)"#
    )
    page.text(
      "In the middle stand the logarithms of both bell curves (the $`\\ln\\sqrt{2\\pi}`$ drops out); the mean of $`(z-\\mu)^2`$ is $`\\sigma^2`$ and that of $`z^2`$ is $`\\mu^2+\\sigma^2`$. So each latent has one term:"
    )
    page.formula(#"\mathrm{term} = \tfrac12\,(\mu^2 + \sigma^2 - 1 - \ln \sigma^2)"#)
    page.lines([grid("variance")[0, 0, 1, 0], grid("kl.term")[0, 0, 1, 0]])
    page.text("It is 0 for μ = 0 and σ = 1, and more for every other. Five bell curves:")
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
      Look at the units. `mse` is a *mean* over \(pixels) numbers, `KL` a *sum* over \(latents) latents. Written with sums on both sides, the loss is 1/\(pixels) of

      (sum of squares) + \(pixels)·β·(sum of terms),

      so β = \(beta.shown) here weighs one unit of KL like \((Double(pixels) * beta).shown) units of squared error; on a picture of 32×32 pixels in three colours (\((32 * 32 * 3).grouped) numbers) the same β would weigh like \((3072 * beta).shown). In probabilities: if pixels were
      normally distributed around what is painted, with a deviation s, the exact sum would be (sum of squares)/(2s²) + KL, so \(pixels)·β = 2s², and β = \(beta.shown) says that an error of s = \((Double(pixels) * beta / 2).squareRoot().fixed(2)) a number is nothing
      to worry about. A β is meaningless without saying what is summed and what is averaged.
      """)
    page.section("By hand and in the core")
    page.excerpt("ByHand.kl", says: "By hand")
    page.excerpt("ByHand.vaeLoss", says: "and")
    page.excerpt("KL.forward", says: "In the core")
    page.check(["error", "mse", "variance", "kl.term", "kl.picture", "kl", "loss", "known.kl"])
    page.checkYourself([
      (
        "A latent that is always 0 ± 1, whatever the picture: what does it cost, and what is it good for?",
        "Its term is 0, so nothing; and it says nothing of the picture. With a large β many latents end so."
      )
    ])
    page.keep("Paint it well, and do not be surer than you need to be.")
  }
}
