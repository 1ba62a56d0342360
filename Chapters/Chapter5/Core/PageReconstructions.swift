import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func reconstructions(_ page: Page) {
    let unseen = results.repainted
    page.section("Pictures that the VAE has never seen")
    page.text(
      "On top are the pictures, and below them is what the decoder paints from the means that the encoder gives them:"
    )
    beside(page, "unseen.png", unseen.large, LatentSystem.edge)
    let again = unseen.large
    page.text(
      """
      Over all \(unseen.sprites.count) unseen sprites, the mean squared error is \(again.mse.fixed(4)). Its root, \(again.mse.squareRoot().fixed(3)), is a typical error of a number between −1 and 1. (The training pictures have noise of 0.03 on them, which nobody can predict.)
      \(misreadSentence(again))
      """)
    misreads(page, again)
    atHalfSize(page)
    pictureInNumbers(page)
  }

  /// Some of the sprites above what is painted from them.
  private func beside(_ page: Page, _ name: String, _ again: Repainted, _ edge: Int) {
    let shown = results.repainted.shown
    page.picture(
      name,
      sheet(
        shown.map { again.originals[$0] } + shown.map { again.painted[$0] },
        perRow: shown.count, scale: 64 / edge, edge: edge),
      alt: "\(shown.count) unseen sprites of \(edge)×\(edge) pixels, and what is painted from them")
  }

  /// How the judge reads what was painted.
  private func misreadSentence(_ again: Repainted) -> String {
    if again.misread.isEmpty {
      return "The judge reads every one of these paintings as the sprite it came from."
    }
    return
      "The judge reads \((100 * again.read).fixed(1)) % of these paintings as the sprite it came from, and the rest as others."
  }

  private func misreads(_ page: Page, _ again: Repainted) {
    if again.misread.isEmpty { return }
    let list = again.misread.map { "\($0.was.name) → \($0.read)" }.joined(separator: "\n")
    page.folded("All \(again.misread.count) that are read as others", "```text\n\(list)\n```")
  }

  /// A VAE for smaller pictures, beside the large one.
  private func atHalfSize(_ page: Page) {
    let (edge, unseen) = (UnseenSprites.halfEdge, results.repainted)
    let (large, small) = (unseen.large, unseen.half)
    page.section("The same at 16×16")
    page.text(
      "Chapter 4's pictures are half as high and half as wide. A second VAE with the same layers, trained for as long, squeezes them just as much, into \(edge / Sizes.vae.reduction)×\(edge / Sizes.vae.reduction)×\(Sizes.vae.latentChannels). Here are the same sprites:"
    )
    beside(page, "unseen16.png", small, edge)
    var table = Table(
      [
        "pictures", "numbers", "latents", "parameters", "error", "read right", "KL",
        "multiplications of the encoder", "of the decoder",
      ], left: [0])
    for (name, size, again, parameters) in [
      ("32×32", LatentSystem.edge, large, unseen.parameters.large),
      ("16×16", edge, small, unseen.parameters.half),
    ] {
      let work = Sizes.vae.multiplications(edge: size)
      table.add([
        name, (3 * size * size).grouped, again.latentShape.reduce(1, *).grouped,
        parameters.grouped, again.mse.fixed(4), "\((100 * again.read).fixed(1)) %",
        again.kl.fixed(0), work.encoder.grouped, work.decoder.grouped,
      ])
    }
    page.text("Both VAEs, measured on all unseen sprites:")
    page.text(table.markdown)
    let (harder, ratio) = (small.mse > large.mse, small.mse / large.mse)
    page.text(
      "The error is \(ratio.fixed(1)) times as large as at 32×32.\(harder ? " (Perhaps because in a small picture, fewer pixels can be guessed from their neighbours.)" : "")"
    )
    misreads(page, small)
  }

  /// A square of numbers drawn larger: each becomes a square itself.
  private static func enlarged(_ values: [Double], from edge: Int, by factor: Int) -> [Double] {
    let wide = edge * factor
    return (0..<wide * wide).map { values[$0 / wide / factor * edge + $0 % wide / factor] }
  }

  private func pictureInNumbers(_ page: Page) {
    let edge = LatentSystem.edge
    page.section("A picture in numbers")
    let sprite = results.repainted.sprites[0]
    let latents = results.space.latents(of: sprite)
    let area = Sizes.flow.size * Sizes.flow.size
    page.text(
      "The first picture of 32×32, and its latents as the flow sees them: \(latents.count) numbers. A latent still belongs to its place: compare the channels with the picture."
    )
    page.picture(
      "latents.svg",
      FilmStrip.svg(
        [
          (
            "",
            [.init("picture", columns: edge, channels: 3, sprite.picture(edge: edge).pixels)]
              + (0..<Sizes.flow.imageChannels).map { c in
                FilmStrip.Frame(
                  "channel \(c)", columns: edge,
                  Self.enlarged(
                    latents[c * area..<(c + 1) * area].map { max(-1, min(1, $0 / 3)) },
                    from: Sizes.flow.size, by: Sizes.vae.reduction))
              }
          )
        ], pixel: 4
      ).utf8,
      alt: "A sprite beside the four channels of its latents; in these, black is −3 and white is 3")
    page.text("(In the latents, black is −3 and white 3.)")
    page.checkYourself([
      (
        "How many numbers does a picture have? And its latents?",
        "\((3 * edge * edge).grouped) and \(latents.count): \((Double(3 * edge * edge) / Double(latents.count)).shown) times fewer."
      )
    ])
    page.keep("What the decoder can't paint, no flow will ever show.")
  }
}
