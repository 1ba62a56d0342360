import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter4Story {
  func looks(_ page: Page) {
    let ids = chapter.prompt.ids
    page.section("Why")
    page.text(
      "Reading is a weighted mean, and the weights can be looked at: they show which part of the picture was painted with which word in view."
    )
    page.text(
      "The painter has 16 patches, 4 heads and \(Sizes.painter.layers) blocks. For each word: how much of each patch's attention goes to it, the mean over the heads, at t = 0.5, on the way of the first painting."
    )
    let maps = results.painted.attention
    for (block, weights) in maps.enumerated() {
      let (heads, words) = (weights.shape[0], weights.shape[2])
      let panels = labels(ids).enumerated().map { w, word -> (title: String, values: [Double]) in
        (
          word,
          (0..<16).map { patch in
            (0..<heads).reduce(0.0) { $0 + Double(weights.values[($1 * 16 + patch) * words + w]) }
              / Double(heads)
          }
        )
      }
      page.text("Block \(block):")
      page.heatMap(
        panels, rows: (0..<4).map(String.init), columns: (0..<4).map(String.init),
        alt: "Attention to each word over the 4×4 patches, block \(block)")
    }
    page.text(strongest(maps))
    page.text(unused(maps))
    page.checkYourself([
      (
        "What do the maps of all words add up to at a patch?",
        "1: a patch shares its attention among the words that are there."
      )
    ])
    page.keep("The maps show where a word is read, not why.")
  }

  private func strongest(_ maps: [Tensor<Float>]) -> String {
    var best: (value: Float, block: Int, head: Int, patch: Int, word: Int) = (0, 0, 0, 0, 0)
    for (block, w) in maps.enumerated() {
      for (i, value) in w.values.enumerated() where value > best.value {
        best = (
          value, block, i / (w.shape[1] * w.shape[2]), i / w.shape[2] % w.shape[1], i % w.shape[2]
        )
      }
    }
    let words = labels(chapter.prompt.ids)
    return
      "The strongest look of all: block \(best.block), head \(best.head), the patch in row \(best.patch / 4), column \(best.patch % 4), gives \((100 * Double(best.value)).fixed(0)) % of its attention to \"\(best.word < words.count ? words[best.word] : "")\"."
  }

  /// How much attention goes to the mark that begins every prompt.
  private func unused(_ maps: [Tensor<Float>]) -> String {
    let shares = maps.map { w -> Double in
      let words = w.shape[2]
      let rows = w.count / words
      return (0..<rows).reduce(0.0) { $0 + Double(w.values[$1 * words]) } / Double(rows)
    }
    let mean = shares.reduce(0, +) / Double(shares.count)
    return
      "[BOS] begins every prompt and says nothing of its picture; yet it gets \((100 * mean).fixed(0)) % of all attention, from \((100 * (shares.min() ?? 0)).fixed(0)) % to \((100 * (shares.max() ?? 0)).fixed(0)) % in a block. A softmax has to give its weights to something: a patch that needs no word can leave them there."
  }
}
