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
      \(system.vae.parameterCount.grouped) parameters: \(vae.levels) levels, \(vae.channels) and \(vae.channels * 2) channels; 32×32×3 becomes \(flow.size)×\(flow.size)×\(vae.latentChannels). \(Training.vaeSteps(steps).grouped) steps of \(Training.batch) pictures, AdamW with a rate of \(Training.rates.vae.shown) and a cosine, clipping at 1,
      β = \(Training.beta.shown). By the rule of \(page.link("vae-loss")) that is: an error of \((Double(3 * LatentSystem.edge * LatentSystem.edge) * Training.beta / 2).squareRoot().fixed(3)) a number is nothing to worry about. The pictures of training have a noise of 0.03 on every number, so the VAE is asked for the picture, and not for its noise.
      How the choice was made: \(page.link("recipes")).
      """)
    curve(
      page, "vae", steps: Training.vaeSteps(steps), alt: "The VAE's loss over the steps of training"
    )
    page.section("Then the flow on its latents")
    page.text(
      """
      Encoder and decoder are frozen; all latents are divided by \(Double(system.scale.factor.values[0]).shown), the deviation over the first thousand pictures (\(page.link("scale"))). The transformer has \(system.painter.parameterCount.grouped) parameters (\(flow.layers) blocks, \(flow.features) features, patches of \(flow.patch)×\(flow.patch) latents) and learns as chapter 4's painter did, but for its words, which nobody has taught it (\(page.link("recipes"))):
      \(steps.grouped) steps of \(PainterTraining<Float>.batch), logit-normal times, one caption in ten dropped, weights averaged with 0.998.
      """)
    curve(
      page, "flow", steps: steps,
      alt: "The flow's loss over the steps of training")
    page.text(
      "`swift run chapter5 --train \(steps)` does it all again, to the last bit; `--checkpoint FILE` keeps the flow's training on its way. The kept weights are rounded to 16 bits (BF16)."
    )
    page.excerpt("Chapter5.vae", says: "The VAE's training")
    page.excerpt("PainterTraining", says: "The flow's training")
    page.excerpt("OneHotTokens", says: "Its tower, which says only which word stands where")
    page.section("The small ones")
    page.text(
      "The VAE and the flow that the pages by hand use after their own training steps learn from the same sprites at 4×4, by the same code, but with other settings: the VAE for \((steps / 2).grouped) steps with β = \(Training.smallBeta.shown) (by the rule above an error of \((Double(Small.vae.imageChannels * 16) * Training.smallBeta / 2).squareRoot().fixed(2)) a number), the flow for \(steps.grouped) with a rate of \(Training.rates.small.shown), and reading the words of chapter 4's small tower, frozen. Two decimals:"
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

  func reconstructions(_ page: Page) throws {
    let (edge, shown) = (LatentSystem.edge, Array(split.heldOut.prefix(6)) + split.never.prefix(4))
    page.section("Pictures that the VAE has never seen")
    page.text("Above: the pictures; below: what the decoder paints of their means.")
    func beside(_ name: String, _ vae: VAE<Float>, _ edge: Int, _ judge: Judge) {
      let again = Repainted(shown, by: vae, edge: edge, judge: judge)
      page.picture(
        name,
        sheet(
          again.originals + again.painted, perRow: shown.count, scale: 64 / edge, edge: edge),
        alt: "\(shown.count) unseen sprites of \(edge)×\(edge) pixels, and what is painted of them")
    }
    beside("unseen.png", system.vae, edge, judge)
    let unseen = split.heldOut + split.never
    let again = Repainted(unseen, by: system.vae, edge: edge, judge: judge)
    page.text(
      """
      Over all \(unseen.count) unseen sprites the mean squared error is \(again.mse.fixed(4)), a deviation of \(again.mse.squareRoot().fixed(3)) a number between −1 and 1. (The pictures of training have a noise of 0.03 on them, which nobody can foresee.)
      \(misreadSentence(again))
      """)
    try atHalfSize(page, beside: beside, large: again, of: unseen)
    pictureInNumbers(page)
  }

  /// How the judge reads what was painted.
  private func misreadSentence(_ again: Repainted) -> String {
    if again.misread.isEmpty {
      return "The judge reads all of what is painted as the sprites that they were."
    }
    let list = again.misread.map { "\($0.was.name) → \($0.read)" }.joined(separator: "; ")
    return
      "The judge reads \((100 * again.read).fixed(1)) % of what is painted as the sprite that it was, and the rest as others: \(list)."
  }

  /// A VAE for smaller pictures, beside the large one.
  private func atHalfSize(
    _ page: Page, beside: (String, VAE<Float>, Int, Judge) -> Void, large: Repainted,
    of unseen: [Sprite]
  ) throws {
    let (edge, judge) = (16, Judge(of: Reading.family(edge: 16)))
    let vae = try trained.model("vae16", VAE<Float>(Large.vae))
    page.section("The same at 16×16")
    page.text(
      "Chapter 4's pictures are half as high and half as wide. A second VAE of the same layers, trained as long, squeezes them as much, into \(edge / Large.vae.reduction)×\(edge / Large.vae.reduction)×\(Large.vae.latentChannels). The same sprites:"
    )
    beside("unseen16.png", vae, edge, judge)
    let small = Repainted(unseen, by: vae, edge: edge, judge: judge)
    var table = Table(
      [
        "pictures", "numbers", "latents", "parameters", "error", "read right", "KL",
        "multiplications of the encoder", "of the decoder",
      ], left: [0])
    for (name, size, again, model) in [
      ("32×32", LatentSystem.edge, large, system.vae), ("16×16", edge, small, vae),
    ] {
      let work = Large.vae.multiplications(edge: size)
      table.add([
        name, (3 * size * size).grouped, again.latentShape.reduce(1, *).grouped,
        model.parameterCount.grouped, again.mse.fixed(4), "\((100 * again.read).fixed(1)) %",
        again.kl.fixed(0), work.encoder.grouped, work.decoder.grouped,
      ])
    }
    page.text(table.markdown)
    let (harder, ratio) = (small.mse > large.mse, small.mse / large.mse)
    page.text(
      "\(misreadSentence(small)) The error is \((harder ? ratio : 1 / ratio).fixed(1)) times \(harder ? "larger" : "smaller") than at 32×32\(harder ? ". (Perhaps because a small picture has fewer pixels that can be guessed from their neighbours)" : "")."
    )
  }

  private func pictureInNumbers(_ page: Page) {
    let edge = LatentSystem.edge
    page.section("A picture in numbers")
    let first = split.heldOut[0].picture(edge: edge).pixels
    let one = Tensor<Float>([1, 3, edge, edge], first.map { Float($0) })
    let latents = system.latents(of: one).pictures[0]
    let area = Large.flow.size * Large.flow.size
    page.text(
      "The latents of the first picture of 32×32, as the flow sees them: \(latents.count) numbers.")
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
    page.text(
      "A latent still belongs to its place: compare the channels with the picture above them.")
    page.checkYourself([
      (
        "How many numbers has a picture, and how many its latents?",
        "\((3 * edge * edge).grouped) and \(latents.count): \((Double(3 * edge * edge) / Double(latents.count)).shown) times fewer."
      )
    ])
    page.keep("What the decoder cannot paint, no flow will ever show.")
  }
}
