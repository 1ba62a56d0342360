import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  private func curve(_ page: Page, _ name: String, steps: Int, alt: String) {
    let losses = trained.losses(name)
    let window = Double(steps) / Double(max(1, losses.count))
    page.picture(
      "\(name)-loss.svg",
      Curve.svg(
        [("loss", losses.enumerated().map { (x: Double($0) * window, y: $1) })], xLabel: "step",
        yLabel: "loss"
      ).utf8, alt: alt)
  }

  func training(_ page: Page) {
    let steps = trained.steps
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
      alt: "Four animals at 32×32 in several furs and hats")
    page.section("First the VAE")
    let (vae, flow) = (Large.vae, Large.flow)
    page.text(
      """
      \(system.vae.parameterCount.grouped) parameters: \(vae.levels) levels, \(vae.channels) and \(vae.channels * 2) channels; 32×32×3 becomes \(flow.size)×\(flow.size)×\(vae.latentChannels). \((5 * steps / 16).grouped) steps of \(Training.batch) pictures, AdamW with a rate of \(Training.rates.vae.shown) and a cosine, clipping at 1,
      β = \(Training.beta.shown).
      """)
    curve(page, "vae", steps: 5 * steps / 16, alt: "The VAE's loss over the steps of training")
    page.section("Then the flow on its latents")
    page.text(
      """
      Encoder and decoder are frozen; all latents are divided by \(Double(system.scale.factor.values[0]).shown), the deviation over the first thousand pictures. The transformer has \(system.painter.parameterCount.grouped) parameters (\(flow.layers) blocks, \(flow.features) features, patches of \(flow.patch)×\(flow.patch) latents) and learns as chapter 4's painter did:
      \(steps.grouped) steps of \(PainterTraining<Float>.batch), logit-normal times, one caption in ten dropped, weights averaged with 0.998.
      """)
    curve(page, "flow", steps: steps, alt: "The flow's loss over the steps of training")
    page.text(
      "`swift run chapter5 --train \(steps)` does it all again, to the last bit; `--checkpoint FILE` keeps the flow's training on its way. The kept weights are rounded to 16 bits (BF16)."
    )
    page.excerpt("Chapter5.vae", says: "The VAE's training")
    page.excerpt("PainterTraining", says: "The flow's training")
    page.section("The small ones")
    page.text(
      "The VAE and the flow that the pages by hand use after their own training steps are trained alike, on pictures of 4×4. Two decimals:"
    )
    page.foldedTables("The small VAE", small.vae.parameters.map { grid("vae.\($0.name)") })
    page.foldedTables("The small flow", small.flow.parameters.map { grid("trained.\($0.name)") })
    page.checkYourself([
      (
        "Why is the VAE trained first and then frozen?",
        "The flow learns what latents look like; if they went on changing, it would learn yesterday's."
      )
    ])
    page.keep("First a language for pictures, then a painter who speaks it.")
  }

  func reconstructions(_ page: Page) {
    page.section("Pictures that the VAE has never seen")
    page.text("Above each: the picture; below: what the decoder paints of its means.")
    let sprites = Array(split.heldOut.prefix(6)) + Array(split.never.prefix(4))
    let edge = LatentSystem.edge
    let pictures = sprites.map { $0.picture(edge: edge).pixels }
    let x = Tensor<Float>(
      [sprites.count, 3, edge, edge], pictures.flatMap { $0.map { Float($0) } })
    let painted = system.paint(system.latents(of: x)).pictures
    page.picture(
      "unseen.png", sheet(pictures + painted, perRow: sprites.count, scale: 2),
      alt: "Ten unseen sprites and what is painted of them")
    let quality = VAEQuality(
      of: system.vae, split, random: chapter.common.random, judge: judge)
    page.text(
      """
      Over all \(split.heldOut.count + split.never.count) unseen sprites the mean squared error is \(quality.mse.fixed(4)), a deviation of \(quality.mse.squareRoot().fixed(3)) a number between −1 and 1, and the judge reads \((100 * quality.read).fixed(1)) % of what is painted
      as the sprite that it was.
      """)
    page.section("A picture in numbers")
    let one = Tensor<Float>([1, 3, edge, edge], pictures[0].map { Float($0) })
    let latents = system.latents(of: one).pictures[0]
    let area = Large.flow.size * Large.flow.size
    page.text("The latents of the first picture, as the flow sees them: \(latents.count) numbers.")
    page.picture(
      "latents.svg",
      FilmStrip.svg(
        [
          (
            "",
            (0..<Large.flow.imageChannels).map { c in
              FilmStrip.Frame(
                "channel \(c)", columns: Large.flow.size,
                latents[c * area..<(c + 1) * area].map { max(-1, min(1, $0 / 3)) })
            }
          )
        ], pixel: 14
      ).utf8, alt: "Four channels of latents; black is −3, white 3")
    page.text("The sprite can be made out: a latent still belongs to its place.")
    page.checkYourself([
      (
        "How many numbers has a picture, and how many its latents?",
        "\(3 * edge * edge) and \(latents.count): \((Double(3 * edge * edge) / Double(latents.count)).shown) times fewer."
      )
    ])
    page.keep("What the decoder cannot paint, no flow will ever show.")
  }
}
