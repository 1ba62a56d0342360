import ChapterKit
import Core
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter4Story {
  func looks(_ page: Page) {
    page.section("Why")
    page.text(
      "When a patch reads the words, it takes a weighted mean of them. We can look at the weights: they show which words each part of the picture read while it was painted."
    )
    page.text(
      "The painter has \(Looks.edge * Looks.edge) patches, 4 heads and \(Sizes.painter.layers) blocks. A map shows how much of each patch's attention goes to a word, averaged over the heads."
    )
    overTheFirstPainting(page)
    overManyPrompts(page)
    everyWord(page)
    page.checkYourself([
      (
        "What do the maps of all words add up to at a patch?",
        "1: a patch divides its attention among the words of the prompt."
      )
    ])
    page.keep("The maps show where a word is read, not why.")
  }

  /// The words that say most: animals, hats, colours and sizes; at most the last two of the prompt.
  private var told: [(word: String, place: Int)] {
    let small = ["a", "an", "the", "wearing", "with", "in", "on", "has", "no", "without"]
    return Array(
      labels(chapter.prompt.ids).enumerated().filter {
        !$1.hasPrefix("[") && !small.contains($1)
      }.map { ($1, $0) }.suffix(2))
  }

  /// Maps laid over the first painting: a row for each block, a column for each time.
  private func overTheFirstPainting(_ page: Page) {
    let (looks, painting) = (results.looks, results.painted.pictures[0])
    if told.isEmpty { return }
    page.section("Over the painting")
    let words = told.map { "\"\($0.word)\"" }.joined(separator: " and ")
    page.text(
      "Here is the first painting, under the maps of \(words). Where a patch reads the word most, the painting is clear; where it reads it least, it is grey. (Each map has its own scale.) There is a row for each block, from \(0) to \(Sizes.painter.layers - 1). A row shows \(words), each at the times \(Looks.times.map { "t = \($0.fixed(1))" }.joined(separator: ", "))."
    )
    let tiles = (0..<Sizes.painter.layers).flatMap { block in
      told.flatMap { word in
        Looks.times.indices.map { time in
          veiled(painting, by: Looks.map(of: word.place, looks.first[time][block]))
        }
      }
    }
    sheet(
      page, "over.png", tiles, perRow: told.count * Looks.times.count,
      alt: "The first painting under the maps of \(words), by block and time")
  }

  /// A painting, grey where a map is low.
  private func veiled(_ painting: [Double], by map: [Double]) -> [Double] {
    let (least, most) = (map.min() ?? 0, map.max() ?? 1)
    let (edge, patch) = (Painter.edge, Painter.edge / Looks.edge)
    return painting.indices.map { i in
      let (row, column) = (i / edge % edge / patch, i % edge / patch)
      let share = most > least ? (map[row * Looks.edge + column] - least) / (most - least) : 1
      return (0.2 + 0.8 * share.squareRoot()) * painting[i]
    }
  }

  /// What holds beyond one painting.
  private func overManyPrompts(_ page: Page) {
    let looks = results.looks
    page.section("Over \(Looks.count) prompts")
    page.text(
      "One painting may be an exception. So here are \(Looks.count) prompts like *a black cat wearing a tiny red hat*, each painted from its own noise. The table shows how much of all attention each word gets and, in brackets, how much of that comes from the upper half of the picture (50 % would mean no preference):"
    )
    var table = Table(
      ["t", "block"] + Looks.roles.map { $0.name == "hat" ? "\"hat\"" : "the \($0.name)" })
    for time in Looks.times.indices {
      for block in 0..<Sizes.painter.layers {
        table.add(
          [Looks.times[time].fixed(1), "\(block)"]
            + Looks.roles.indices.map { role in
              let share = looks.share(time, block, role)
              return "\(percent(share.all)) (\(percent(share.upper)))"
            })
      }
    }
    page.text(table.markdown)
    page.text(
      Looks.roles.indices.map(halves).joined(separator: " "))
  }

  func percent(_ share: Double) -> String { "\((100 * share).fixed(0)) %" }

  /// In which half of the picture a word is read, over all times and blocks.
  private func halves(_ role: Int) -> String {
    let upper = Looks.times.indices.flatMap { time in
      (0..<Sizes.painter.layers).map { results.looks.share(time, $0, role).upper }
    }
    let (least, most) = (upper.min() ?? 0, upper.max() ?? 0)
    let name = Looks.roles[role].name == "hat" ? "\"Hat\"" : "The \(Looks.roles[role].name)"
    if least > 0.5 {
      return
        "\(name) is read more in the upper half: \(percent(least)) or more, at all times and in all blocks."
    }
    if most < 0.5 {
      return
        "\(name) is read more in the lower half: \(percent(1 - most)) or more, at all times and in all blocks."
    }
    return "\(name) is read sometimes more in the upper half, sometimes more in the lower."
  }

  /// The maps of all words, halfway.
  private func everyWord(_ page: Page) {
    let ids = chapter.prompt.ids
    let maps = results.looks.first[1]
    page.section("Every word, halfway")
    page.text(
      "The words of the prompt, a map for each, over the \(Looks.edge)×\(Looks.edge) patches of the first painting:"
    )
    for (block, weights) in maps.enumerated() {
      let panels = labels(ids).enumerated().map { w, word in
        (title: word, values: Looks.map(of: w, weights))
      }
      page.text("Block \(block), at t = \(Looks.times[1].fixed(1)):")
      page.heatMap(
        panels, rows: (0..<Looks.edge).map(String.init), columns: (0..<Looks.edge).map(String.init),
        alt: "Attention to each word over the 4×4 patches, block \(block)")
    }
    page.text(strongest(maps))
    page.text(unused(maps))
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
      "The strongest single look in this painting, halfway: in block \(best.block), head \(best.head), the patch in row \(best.patch / 4), column \(best.patch % 4) gives \((100 * Double(best.value)).fixed(0)) % of its attention to \"\(best.word < words.count ? words[best.word] : "")\"."
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
      "[BOS] starts every prompt and says nothing about its picture. Yet halfway through this painting, it gets \((100 * mean).fixed(0)) % of all attention: \((100 * (shares.min() ?? 0)).fixed(0)) % to \((100 * (shares.max() ?? 0)).fixed(0)) %, depending on the block. A softmax has to put its weights somewhere, and a patch that needs no word can leave them there."
  }
}
