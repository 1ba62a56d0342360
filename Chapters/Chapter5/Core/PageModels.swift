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
      "The pictures are chapter 4's family of \(Sprite.all.count) sprites, drawn at 32×32, where there is more to see. Training shows \(split.seen.count) of them. It never shows the \(split.heldOut.count) held out, or any of the \(split.never.count) cats with a tiny hat."
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
      \(results.repainted.parameters.large.grouped) parameters: \(vae.levels) levels, \(vae.channels) and \(vae.channels * 2) channels; 32×32×3 becomes \(flow.size)×\(flow.size)×\(vae.latentChannels). The VAE is trained for \(Training.vaeSteps(steps).grouped) steps of \(Training.batch) pictures, by AdamW with a rate of \(Training.rates.vae.shown) and a cosine, with clipping at 1 and
      β = \(Training.beta.shown). By the rule of \(page.link("vae-loss")), errors of about \((Double(3 * LatentSystem.edge * LatentSystem.edge) * Training.beta / 2).squareRoot().fixed(3)) per number are then treated as noise. The training pictures have noise of 0.03 on every number, so the VAE is asked for the picture, and not for its noise.
      (\(page.sentence(page.link("trade-off"))) tries other values of β.)
      """)
    curve(
      page, "vae", results.training.vae, steps: Training.vaeSteps(steps),
      alt: "The VAE's loss over the steps of training")
    page.section("Then the flow on its latents")
    page.text(
      """
      The encoder and the decoder are frozen now. All latents are divided by \(results.training.scale.shown), their deviation over the first thousand pictures (\(page.link("scale"))). The transformer has \(results.painted.flowParameters.grouped) parameters (\(flow.readers) block that reads the words and \(flow.layers) that paint, \(flow.features) features, patches of \(flow.patch)×\(flow.patch) latents). It learns as chapter 4's painter did ([chapter 4](chapter4/training)), with words of its own:
      \(Training.flowSteps(steps).grouped) steps of \(PainterTraining<Float>.batch), logit-normal times, one caption in ten dropped, and weights averaged with 0.998 (as in [chapter 1](chapter1/training)).
      """)
    curve(
      page, "flow", results.training.flow, steps: Training.flowSteps(steps),
      alt: "The flow's loss over the steps of training")
    page.text(
      "`swift run chapter5 --train \(steps)` does it all again, to the last bit (the flow takes \(Training.patience) times as many steps, the VAE twice as many); `--checkpoint FILE` saves the flow's training along the way. The kept weights are rounded to 16 bits (BF16)."
    )
    page.excerpt("Chapter5.vae", says: "The VAE's training")
    page.excerpt("PainterTraining", says: "The flow's training")
    page.section("The small ones")
    page.text(
      "The pages by hand train a small VAE and a small flow for one step. After that, they use trained ones, which learned from the same sprites at 4×4, by the same code, but with other settings. The VAE was trained for \(Training.vaeSteps(steps).grouped) steps with β = \(Training.smallBeta.shown) (by the rule above, it treats errors of \((Double(Sizes.vaeByHand.imageChannels * 16) * Training.smallBeta / 2).squareRoot().fixed(2)) per number as noise). The flow was trained for \(steps.grouped) steps with a rate of \(Training.rates.small.shown); it reads the words of chapter 4's small tower, frozen. Here are their parameters, to two decimals:"
    )
    page.foldedTables("The small VAE", results.small.vae.parameters.map { grid("vae.\($0.name)") })
    page.foldedTables(
      "The small flow", results.small.flow.parameters.map { grid("trained.\($0.name)") })
    page.checkYourself([
      (
        "Why is the VAE trained first and then frozen?",
        "The flow learns what latents look like. If they kept changing, it would always learn yesterday's."
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
