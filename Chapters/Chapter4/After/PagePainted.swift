import ChapterKit
import Core
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter4Story {
  /// Paintings in rows of so many, as one picture.
  private func sheet(_ page: Page, _ name: String, _ pictures: [[Double]], perRow: Int, alt: String)
  {
    page.picture(
      name,
      PNG.sheet(
        pictures.map { Pixels($0, columns: Painter.edge, channels: 3) }, perRow: perRow, scale: 5),
      alt: alt)
  }

  func paintedPage(_ page: Page) {
    let count = chapter.count
    page.section("**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)**")
    page.text(
      "\(Painter.steps) steps (\(chapter.solver.rawValue)) with w = \(chapter.guidance.shown), from the first \(count) noises under seed \(chapter.common.seed), not the best:"
    )
    page.picture(
      named: "painted.png",
      PNG.sheet(
        (0..<count).map { Pixels(pixels($0), columns: Painter.edge, channels: 3) },
        perRow: min(8, count), scale: 5),
      alt: "The prompt's paintings: \(count)")
    page.section("On the way")
    let ks = Array(stride(from: 0, through: Painter.steps, by: 4))
    let times = ks.map { (1 - Double($0) / Double(Painter.steps)).fixed(1) }
    page.text(
      "The first \(min(2, count) == 1 ? "" : "two ")of them, a row each, at t = \(times.joined(separator: ", ")):"
    )
    sheet(
      page, "way.png", (0..<min(2, count)).flatMap { n in ks.map { pixels(n, step: $0) } },
      perRow: ks.count,
      alt: "From noise to the end, \(ks.count) pictures a row")
    page.section("What the judge reads")
    page.text(
      "No person looks here, but a *judge*: it compares a painting with all \(Sprite.all.count) sprites at nine places each and names the nearest. The distance is the root of the mean squared difference over all numbers of the picture. A painting is *as asked* if everything that the prompt says is true of that sprite (many more paintings, counted: \(page.link("measured")))."
    )
    page.verdicts(
      (0..<count).map { pixels($0) }, of: chapter.prompt,
      by: Judge(of: Reading.family(edge: Painter.edge)))
    page.checkYourself([
      (
        "How many passes through the painter did these pictures take?",
        "\(Painter.steps * chapter.solver.evaluationsPerStep), each with a batch of \(2 * count): every noise asked with the prompt and without."
      )
    ])
    page.keep("A sentence in, a picture out.")
  }

  func looks(_ page: Page) {
    let ids = chapter.prompt.ids
    page.section("Why")
    page.text(
      "Reading is a weighted mean, and the weights can be looked at: they show which part of the picture was painted with which word in view."
    )
    page.text(
      "The painter has 16 patches, 4 heads and \(Sizes.painter.layers) blocks. For each word: how much of each patch's attention goes to it, the mean over the heads, at t = 0.5, on the way of the first painting."
    )
    let half = painted[Painter.steps / 2]
    let size = 3 * Painter.edge * Painter.edge
    let x = Tensor<Float>([1, 3, 16, 16], Array(half.values[..<size]))
    let maps = painter.attention(ids, x, 0.5)
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

  func sheets(_ page: Page) throws {
    let draws = chapter.common.random["sheets"]
    func made(_ prompts: [String], _ noise: Tensor<Float>, _ w: Float) throws -> [[Double]] {
      let ids = try prompts.map { try Vocabulary.captions.padded($0) }
      let x = painter.trajectory(ids, from: noise, guidance: w)[Painter.steps]
      return x.pictures
    }
    func same(_ n: Int, _ count: Int) -> Tensor<Float> {
      let one = painter.noise(1, draws, from: n)
      return Tensor(
        [count, 3, 16, 16], [[Float]](repeating: one.values, count: count).flatMap { $0 })
    }
    page.section("Prompts × samples")
    let prompts = [
      "a cat wearing a tiny hat", "a black cat wearing a tiny red hat",
      "a white dog with a big blue hat", "a tiny green hat on a grey bird",
      "a brown rabbit", "a bird without a hat", "a big yellow hat on a cat",
    ]
    page.text("Six paintings each, w = 3, from noises of this page's own, none left out:")
    for (k, prompt) in prompts.enumerated() {
      page.text("`\(prompt)`")
      sheet(
        page, "prompt-\(k + 1).png",
        try made([String](repeating: prompt, count: 6), painter.noise(6, draws, from: 10 * k), 3),
        perRow: 6, alt: "Six paintings of: \(prompt)")
    }
    page.section("One word changed")
    page.text(
      "The same noise in every row; one word is changed from picture to picture, and in the last step the hat is taken off."
    )
    let edits = [
      "a black cat wearing a tiny red hat", "a white cat wearing a tiny red hat",
      "a white dog wearing a tiny red hat", "a white dog wearing a big red hat",
      "a white dog wearing a big blue hat", "a white dog wearing no hat",
    ]
    page.code(edits.joined(separator: "\n"))
    sheet(
      page, "edits.png",
      try (0..<3).flatMap { n in try made(edits, same(200 + n, edits.count), 3) },
      perRow: edits.count,
      alt:
        "Three noises, each painted with six prompts, each a small change of the one before")
    page.section("Guidance")
    let scales: [Float] = [0, 1, 2, 3, 5, 8]
    page.text(
      "**\(chapter.prompt.text.isEmpty ? "(the empty prompt)" : chapter.prompt.text)**, w = \(scales.map { Double($0).shown }.joined(separator: ", ")), from the left to the right:"
    )
    sheet(
      page, "scales.png",
      try (0..<3).flatMap { n in
        try scales.map { w in try made([chapter.prompt.text], same(300 + n, 1), w)[0] }
      }, perRow: scales.count, alt: "Three noises with six guidance scales")
    page.text("At w = 0 the prompt is ignored.")
    page.section("Between two prompts")
    page.text(
      "The words' vectors of the first prompt are moved to those of the second, a seventh of the way at a time: \"a white cat wearing a big red hat\" to \"a brown dog wearing a big blue hat\". (The two have equally many words.)"
    )
    let ends = try ["a white cat wearing a big red hat", "a brown dog wearing a big blue hat"].map {
      try Vocabulary.captions.padded($0)
    }
    let words = ends.map { painter.words([$0]) }
    let rows = (0..<2).flatMap { n -> [[Double]] in
      let mixed = (0...7).flatMap { k -> [Float] in
        let s = Float(k) / 7
        return words[0].values.indices.map {
          (1 - s) * words[0].values[$0] + s * words[1].values[$0]
        }
      }
      let isReal = [[Bool]](repeating: Prompt.isReal(ends[0]), count: 8)
      let x = painter.trajectory(
        words: Tensor([8] + words[0].shape.dropFirst(), mixed), isReal, from: same(400 + n, 8),
        guidance: 3)[Painter.steps]
      return x.pictures
    }
    sheet(
      page, "between.png", rows, perRow: 8,
      alt: "Two noises, eight steps each from one prompt to the other")
    page.checkYourself([
      (
        "Why does a hat keep its place when only its colour word is changed?",
        "The noise is the same, and so are all other words: of what the patches read, only one row is another."
      )
    ])
    page.keep("Words are numbers; between two sentences there are others that nobody can say.")
  }
}
