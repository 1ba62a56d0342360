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
}
