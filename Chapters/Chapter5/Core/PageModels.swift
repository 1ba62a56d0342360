import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func training(_ page: Page) {
    let (steps, split) = (results.trained.steps, results.split)
    page.section("The pictures")
    page.text(
      "Chapter 4's family of \(Sprite.all.count) sprites, drawn at 32×32, where there is more to see; training shows \(split.seen.count) of them, never the \(split.heldOut.count) held out, and never one of the \(split.never.count) cats with a tiny hat."
    )
    let shown = Sprite.Animal.allCases.flatMap { animal in
      [
        Sprite(animal, .black, nil), .init(animal, .white, .init(.tiny, .red)),
        .init(animal, .brown, .init(.big, .blue)), .init(animal, .grey, .init(.tiny, .yellow)),
      ]
    }
    page.picture(
      "family.png", sheet(shown.map { $0.picture(edge: LatentSystem.edge).pixels }, perRow: 8),
      alt: "The animals at 32×32 in several furs and hats")
    page.section("First the VAE")
    let (vae, flow) = (Sizes.vae, Sizes.flow)
    page.text(
      """
      \(results.repainted.parameters.large.grouped) parameters: \(vae.levels) levels, \(vae.channels) and \(vae.channels * 2) channels; 32×32×3 becomes \(flow.size)×\(flow.size)×\(vae.latentChannels). \(Training.vaeSteps(steps).grouped) steps of \(Training.batch) pictures, AdamW with a rate of \(Training.rates.vae.shown) and a cosine, clipping at 1,
      β = \(Training.beta.shown). By the rule of \(page.link("vae-loss")) that is: errors of about \((Double(3 * LatentSystem.edge * LatentSystem.edge) * Training.beta / 2).squareRoot().fixed(3)) per number are treated as noise. The pictures of training have a noise of 0.03 on every number, so the VAE is asked for the picture, and not for its noise.
      What other values of β come to: \(page.link("trade-off")).
      """)
    curve(
      page, "vae", results.training.vae, steps: Training.vaeSteps(steps),
      alt: "The VAE's loss over the steps of training")
    page.section("Then the flow on its latents")
    page.text(
      """
      Encoder and decoder are frozen; all latents are divided by \(results.training.scale.shown), the deviation over the first thousand pictures (\(page.link("scale"))). The transformer has \(results.painted.flowParameters.grouped) parameters (\(flow.readers) block that reads the words and \(flow.layers) that paint, \(flow.features) features, patches of \(flow.patch)×\(flow.patch) latents) and learns as chapter 4's painter did ([chapter 4](chapter4/training)), with words of its own:
      \(steps.grouped) steps of \(PainterTraining<Float>.batch), logit-normal times, one caption in ten dropped, weights averaged with 0.998.
      """)
    curve(
      page, "flow", results.training.flow, steps: steps,
      alt: "The flow's loss over the steps of training")
    page.text(
      "`swift run chapter5 --train \(steps)` does it all again, to the last bit; `--checkpoint FILE` keeps the flow's training on its way. The kept weights are rounded to 16 bits (BF16)."
    )
    page.excerpt("Chapter5.vae", says: "The VAE's training")
    page.excerpt("PainterTraining", says: "The flow's training")
    page.section("The small ones")
    page.text(
      "The VAE and the flow that the pages by hand use after their own training steps learn from the same sprites at 4×4, by the same code, but with other settings: the VAE for \((steps / 2).grouped) steps with β = \(Training.smallBeta.shown) (by the rule above an error of \((Double(Sizes.vaeByHand.imageChannels * 16) * Training.smallBeta / 2).squareRoot().fixed(2)) a number), the flow for \(steps.grouped) with a rate of \(Training.rates.small.shown), and reading the words of chapter 4's small tower, frozen. Two decimals:"
    )
    page.foldedTables("The small VAE", results.small.vae.parameters.map { grid("vae.\($0.name)") })
    page.foldedTables(
      "The small flow", results.small.flow.parameters.map { grid("trained.\($0.name)") })
    page.checkYourself([
      (
        "Why is the VAE trained first and then frozen?",
        "The flow learns what latents look like; if they went on changing, it would learn yesterday's."
      )
    ])
    page.keep("First a language for pictures, then a painter who speaks it.")
  }

  private func curve(
    _ page: Page, _ name: String, _ losses: [Double], steps: Int, alt: String
  ) {
    let window = Double(steps) / Double(max(1, losses.count))
    page.picture(
      "\(name)-loss.svg",
      Curve.svg(
        [("loss", losses.enumerated().map { (x: Double($0) * window, y: $1) })], xLabel: "step",
        yLabel: "loss"
      ).utf8, alt: alt)
  }
}
