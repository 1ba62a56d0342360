import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func tradeOff(_ page: Page) {
    let vaes = EarlierTrials.vaes
    page.section("β")
    page.text(
      """
      Five VAEs, each trained for \(EarlierTrials.steps.vae.grouped) steps, a tenth of the kept one's training, on the same pictures; they differ in β alone (with β = 0 nothing is drawn either: a plain autoencoder). Measured on sprites that were never shown: the error of what is painted from the means,
      how much of it the judge reads right, the KL of a picture (none without a draw: nobody has asked its variances for anything); and *holes*: how far paintings of standard normal latents are from the nearest sprite. (A small distance alone says little: where all paintings are one mean picture it is small, too.) \(EarlierTrials.about)
      """)
    var table = Table(["β", "error", "read right", "KL", "holes"])
    for vae in vaes {
      let beta = vae.beta
      table.add([
        beta == 0 ? "0, no draw" : beta == Training.beta ? "**\(beta.shown)**" : beta.shown,
        vae.mse.fixed(4), "\((100 * vae.read).fixed(0)) %",
        beta == 0 ? "" : vae.kl.fixed(vae.kl < 10 ? 2 : 0),
        vae.holes.fixed(2),
      ])
    }
    page.text(table.markdown)
    let (least, most) = (vaes[1], vaes[vaes.count - 1])
    page.text(
      "From the smallest β above 0 to the largest the KL falls from \(least.kl.fixed(0)) to \(most.kl.fixed(2)), and the error \(most.mse > least.mse ? "rises" : "falls") from \(least.mse.fixed(4)) to \(most.mse.fixed(4)). (β weighs a sum over \(Sizes.flow.size * Sizes.flow.size * Sizes.vae.latentChannels) latents against a mean over \(3 * LatentSystem.edge * LatentSystem.edge) numbers: \(page.link("vae-loss")).)"
    )
    page.section("Without the scale, without the draw")
    page.text(
      "Three flows like the kept one, but trained for \(EarlierTrials.steps.latents.grouped) steps in place of \(results.trained.steps.grouped), alike but for the latents that they learn: of a VAE, with and without its scale, and of a plain autoencoder, trained as long. How many paintings are as asked, w = 3, \(Reading.count) a cell:"
    )
    var trials = Table(["latents", "seen", "held out", "a cat wearing a tiny hat"], left: [0])
    for flow in EarlierTrials.latents { trials.add(flow.row) }
    page.text(trials.markdown)
    page.text(
      "That VAE's scale was 0.9844, near 1, so leaving it out changed little (the kept one's is \(results.training.scale.shown)); \(page.link("scale")) tells when it would."
    )
    page.checkYourself([
      (
        "What happens at a very large β?",
        "Every term of the KL goes to 0: all pictures have the same latents, standard normal ones, and the decoder can only paint the mean of all pictures."
      )
    ])
    page.keep(
      "A large β costs the picture, a tiny one changes little; what it buys must be measured.")
  }
}
