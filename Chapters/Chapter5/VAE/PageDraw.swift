import ChapterKit
import Core
import Walkthrough

extension Chapter5Story {
  func draw(_ page: Page) {
    page.inventory([
      .input("`both`, whose first channels are the means", "encoder.4", from: "encoder"),
      .input("`logvar`, the logarithms of the variances", "logvar", from: "encoder"),
      .input("`noise`", "eps", origin: "normal draws, two decimals"),
      .output("`σ`", "std"), .output("`z`, the latents", "z"),
    ])
    page.section("Why")
    page.text(
      """
      The decoder needs one number for each latent, so we draw one: from a bell curve around the mean, as wide as the variance says. But no gradient passes through a random draw:
      if the mean were a little larger, nothing says what the die would have shown. The trick is to roll the die *first*. Draw a standard normal number, the noise. Then *stretch* it by the deviation σ
      and *shift* it by the mean. The result is just as random, but now only a product and a sum lie between the encoder's numbers and the latent, and gradients pass through these. This is called
      *reparameterization* (Kingma and Welling, 2013).
      """)
    page.section("1. The deviation: `σ`")
    page.formula(#"\sigma = \sqrt{e^{\mathrm{logvar}}} = e^{\mathrm{logvar}/2}"#)
    page.lines([grid("std")[0, 0, 1, 0]])
    page.section("2. The draw: `z`")
    page.formula(#"z = \sigma\cdot\mathrm{noise} + \mathrm{mean}"#)
    page.lines([grid("z")[0, 0, 1, 0]])
    page.text("The noise, the deviations and the latents; then σ and `z` in numbers:")
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
        "The mean. Once the VAE is trained, that's what is used: the flow learns from means, and pictures are painted again from them."
      )
    ])
    page.keep("Roll the die first; then only stretch and shift.")
  }
}
