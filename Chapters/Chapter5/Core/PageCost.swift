import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter5Story {
  func cost(_ page: Page) {
    let words = Vocabulary.captionLength
    page.section("One picture, one step")
    page.text(
      "How much work does squeezing save? Here are the multiplications in one pass of the same transformer (\(Sizes.flow.features) features, \(Sizes.flow.layers) blocks), as the core counts them. A training step takes three times as many. (The training of the VAE isn't counted here.)"
    )
    var work = Table([
      "picture", "times cheaper", "multiplications on pixels", "on latents", "of the decoder",
    ])
    var tables = Table([
      "picture", "patches of pixels", "pairs", "patches of latents", "pairs",
    ])
    for edge in [16, 32, 64, 512] {
      let small = Sizes.painter(
        size: edge / Sizes.vae.reduction, patch: Sizes.flow.patch,
        channels: Sizes.vae.latentChannels)
      let large = Sizes.painter(size: edge, patch: Sizes.pixels.patch, channels: 3)
      let decoder = Sizes.vae.multiplications(edge: edge).decoder
      let (a, b) = (large.multiplications(words: words), small.multiplications(words: words))
      let saved = Double(2 * Painter.steps * a) / Double(2 * Painter.steps * b + decoder)
      work.add(["\(edge)×\(edge)", saved.fixed(1)] + [a, b, decoder].map(\.grouped))
      let (n, m) = (large.grid * large.grid, small.grid * small.grid)
      tables.add(["\(edge)×\(edge)"] + [n, n * n, m, m * m].map(\.grouped))
    }
    page.text(work.markdown)
    page.text(
      "*Times cheaper* compares \(Painter.steps) guided steps on pixels, with two passes each, with as many on latents and one decoding. Memory counts, too. The largest tables are those of attention, with a number for each pair of patches:"
    )
    page.text(tables.markdown)
    page.text(
      "Patches of \(Sizes.pixels.patch)×\(Sizes.pixels.patch) pixels are compared with patches of \(Sizes.flow.patch)×\(Sizes.flow.patch) latents, which stand for \(Sizes.flow.patch * Sizes.vae.reduction)×\(Sizes.flow.patch * Sizes.vae.reduction) pixels. The number of pairs grows with the fourth power of the edge. At 512×512, the pairs take \((100 * shareOfPairs(edge: 512)).fixed(0)) % of all multiplications on pixels; at 32×32, it's \((100 * shareOfPairs(edge: 32)).fixed(0)) %."
    )
    page.checkYourself([
      (
        "If the edge of the picture doubles, how many times more pairs are there?",
        "Sixteen times: four times as many patches, each looking at four times as many."
      )
    ])
    page.keep("Squeeze once, and every step is cheaper.")
  }

  /// How much of a pass on pixels goes into pairs: the scores of all blocks, and the sums that they weigh.
  private func shareOfPairs(edge: Int) -> Double {
    let sizes = Sizes.painter(size: edge, patch: Sizes.pixels.patch, channels: 3)
    let places = sizes.grid * sizes.grid
    let pairs = 2 * places * places * sizes.features * sizes.layers
    return Double(pairs) / Double(sizes.multiplications(words: Vocabulary.captionLength))
  }
}
