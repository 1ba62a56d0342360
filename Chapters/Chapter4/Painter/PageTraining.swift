import ChapterKit
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter4Story {
  func training(_ page: Page) {
    page.section("The family")
    page.text(
      """
      \(Sprite.all.count) sprites: \(Sprite.Animal.allCases.count) animals in \(Sprite.Fur.allCases.count) furs, without a hat, or with a tiny or a big hat in
      \(Sprite.Colour.allCases.count) colours. Our own code draws them, so a judge can know every one of them. Some of the family, a row for each animal:
      """)
    let shown = Sprite.Animal.allCases.flatMap { animal in
      [
        Sprite(animal, .black, nil), .init(animal, .white, .init(.tiny, .red)),
        .init(animal, .brown, .init(.big, .blue)), .init(animal, .grey, .init(.tiny, .yellow)),
        .init(animal, .black, .init(.big, .white)), .init(animal, .white, .init(.tiny, .black)),
      ]
    }
    page.picture(
      "family.png",
      PNG.sheet(
        shown.map { Pixels($0.picture().pixels, columns: 16, channels: 3) }, perRow: 6, scale: 5),
      alt: "The animals, a row each, in several furs and hats")
    page.section("What is never shown")
    page.text(
      """
      Of the \(Sprite.all.count) sprites, training sees \(split.seen.count). \(split.heldOut.count) are *held out*: training shows all of their parts, but never together. Where fur and hat can swap their colours, both sprites are held out (a black dog with a white hat, and a white one with a black hat). And the
      \(split.never.count) cats with a tiny hat are never shown, whatever their fur and the hat's colour: the title asks for one of these.
      """)
    page.section("The recipe")
    page.text(
      """
      First the two towers are trained, for \((results.trained.steps / 5).grouped) steps (\(page.link("towers"))). Then the painter learns, with words of its own:

      - \(results.trained.steps.grouped) steps of \(Training.batch) pictures, moved by up to a pixel and with a little noise;
      - captions in \(Caption.phrasings) phrasings that often leave out the fur, the size or the colour (a caption that names no hat belongs to a bare head), and one caption in ten replaced by the empty prompt;
      - times drawn mostly near the middle ([chapter 1](chapter1/training));
      - AdamW with a rate that rises to \(Training.rates.painter.shown) and falls along a cosine, clipping at 1, and weights averaged with 0.998 (all as in [chapter 1](chapter1/training));
      - \(Sizes.painter.readers) block that reads the words and \(Sizes.painter.layers) that paint, \(Sizes.painter.features) features, patches of 4×4, and the time × 1000.

      `swift run chapter4 --train \(results.trained.steps)` does it again, to the last bit. The kept weights are rounded to 16 bits (BF16).
      """)
    page.text(
      "This painter doesn't read the towers' words. It only gets to know which word stands where. What a word means is a column of its first layer, learned with everything else. (\(page.sentence(page.link("tiny"))) says what else it could read.) Its first block lets the words read each other (\(page.link("reader")))."
    )
    page.excerpt("OneHotTokens", says: "Words without a meaning yet")
    page.excerpt("PainterTraining", says: "The painter's training")
    let losses = results.painterLosses
    let window = Double(results.trained.steps) / Double(max(1, losses.count))
    page.picture(
      "loss.svg",
      Curve.svg(
        [("loss", losses.enumerated().map { (x: Double($0) * window, y: $1) })], xLabel: "step",
        yLabel: "loss"
      ).utf8,
      alt: "The painter's loss over the steps of training")
    page.text(
      "The painter's loss is \((losses.first ?? 0).fixed(3)) in the first \(Int(window)) steps and \((losses.last ?? 0).fixed(3)) in the last \(Int(window)). We don't know how low it could go. Whether it's low enough, only the paintings can show (\(page.link("measured")))."
    )
    page.section("The small painter")
    page.text(
      "The small painter, whose steps are worked by hand, learned in the same way from pictures of 4×4, in \((Training.patience * results.trained.steps).grouped) steps with a rate that rises to \(Training.rates.small.shown). It reads the words of a small pair of towers, also trained for \((results.trained.steps / 5).grouped) steps. Its patches are single pixels. Why not 2×2, as in chapter 2? A patch of 2×2 has 12 numbers, but its row has only \(Sizes.byHand.features) features to say which noise must go. So we trained small painters of three kinds, each from \(results.small.count / Comparisons.smallRows.count) starts for \(SmallRow.steps.grouped) steps. Each walks from \(SmallWalks.count) noises to each of \(SmallWalks.prompts.count) prompts, in three steps. How far from the nearest sprite do the walks end, on average?"
    )
    smallPainters(page)
    page.foldedTables(
      "The \(model.parameterCount.grouped) parameters of the small painter, two decimals",
      parameterNames.map { grid("trained.\($0)") })
    page.checkYourself([
      (
        "What share of all sprites has training seen?",
        "\(split.seen.count) of \(Sprite.all.count), or \((100 * Double(split.seen.count) / Double(Sprite.all.count)).fixed(0)) %."
      )
    ])
    page.keep("Show the parts, not all the wholes, and see whether the model puts them together.")
  }

  private func smallPainters(_ page: Page) {
    let rows = Comparisons.smallRows
    func name(_ row: SmallRow) -> String {
      "\(row.patch == 1 ? "single pixels" : "patches of \(row.patch)×\(row.patch)"), \(row.features) features"
    }
    page.dots(
      "small.svg",
      rows.map { (name($0), results.small.values(Comparisons.distance, of: $0)) },
      "distance from the nearest sprite")
    let verdicts = rows.dropFirst().map { row in
      let found = results.small.separation(Comparisons.distance, row, rows[0])
      return
        "\(name(row)) are at \(found.a.spread(decimals: 2)), \(found.word(largerIsBetter: false))"
    }
    page.text(
      "The painters with \(name(rows[0])) are at \(results.small.measured(Comparisons.distance, of: rows[0]).spread(decimals: 2)). Compared with these by [chapter 1's rule](chapter1/recipes), those with \(verdicts.joined(separator: ", and those with ")). ± is the spread between starts."
    )
  }
}
