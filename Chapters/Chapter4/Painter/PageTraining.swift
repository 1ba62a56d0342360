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
      \(Sprite.all.count) sprites: \(Sprite.Animal.allCases.count) animals in \(Sprite.Fur.allCases.count) furs, without a hat, or with a tiny or a big one in
      \(Sprite.Colour.allCases.count) colours. They are drawn by our own code, so a judge can know every one of them.
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
      Of the \(Sprite.all.count) sprites training sees \(split.seen.count). \(split.heldOut.count) are *held out*: their parts all occur, but never together; where fur and hat can exchange their colours, both are held out (a black dog with a white hat, and a white one with a black hat). And the
      \(split.never.count) cats with a tiny hat, whatever its colour and their fur, are never shown: the title's sentence asks for one.
      """)
    page.section("The recipe")
    page.text(
      """
      First the two towers are trained, \((results.trained.steps / 5).grouped) steps (\(page.link("towers"))). Then the painter learns, with words of its own: \(results.trained.steps.grouped) steps of \(Training.batch) pictures, moved by up to a pixel and with a little noise; captions in \(Caption.phrasings)
      phrasings that often leave fur, size or colour out (a caption without a hat is one of a bare head), one caption in ten replaced by the empty prompt; times drawn mostly near the middle ([chapter 2](chapter2/time)), AdamW with a rate that rises to \(Training.rates.painter.shown) and falls
      along a cosine, clipping at 1, weights averaged with 0.998; \(Sizes.painter.readers) block that reads the words and \(Sizes.painter.layers) that paint, of \(Sizes.painter.features) features, patches of 4×4, the time × 1000.
      `swift run chapter4 --train \(results.trained.steps)` does it again, to the last bit. The kept weights are rounded to 16 bits (BF16).
      """)
    page.text(
      "This painter does not read the towers' words: it is told which word stands where, and what a word means is a column of its first layer, learned with everything else. (Why: \(page.link("tiny")).) Its first block lets the words read each other (\(page.link("reader")))."
    )
    page.excerpt("OneHotTokens", says: "Words that nobody has taught anything")
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
    page.section("What was tried")
    page.text(
      "A trial with an earlier family (four animals, four hat colours), the towers' words and no block that reads them, measured on 96 prompts each on the way (20 Euler steps, one phrasing). What came of the kept painter: \(page.link("measured"))."
    )
    var table = Table([
      "steps of 8,000", "w", "seen, %", "held out, %", "\"a cat wearing a tiny hat\", %",
    ])
    for row in Self.tried { table.add(row) }
    page.text(table.markdown)
    page.text(
      "The small painter, whose steps are worked by hand, learned in the same way from pictures of 4×4, with a rate that rises to \(Training.rates.small.shown), reading the words of a small pair of towers, trained for \((results.trained.steps / 5).grouped) steps as well. Its patches are single pixels. (In trials that were run apart, with patches of 2×2 and otherwise alike, the walks of 50 noises to four prompts ended \(0.659.fixed(2)) from the nearest sprite in the mean; with single pixels, after half the steps, \(0.232.fixed(2)). Patches of 2×2 need wider rows: 16 features, \(0.256.fixed(2)).)"
    )
    page.foldedTables(
      "The \(model.parameterCount.grouped) parameters of the small painter, two decimals",
      parameterNames.map { grid("trained.\($0)") })
    page.checkYourself([
      (
        "How many of all sprites has training seen?",
        "\(split.seen.count) of \(Sprite.all.count), \((100 * Double(split.seen.count) / Double(Sprite.all.count)).fixed(0)) %."
      )
    ])
    page.keep("Show the parts, not all the wholes, and see whether the model puts them together.")
  }

  private static let tried = [
    ["2,000", "2", "95.8", "90.6", "43.8"], ["4,000", "2", "100.0", "99.0", "83.3"],
    ["6,000", "2", "100.0", "99.0", "92.7"], ["8,000", "1", "99.0", "96.9", "80.2"],
    ["8,000", "1.5", "100.0", "100.0", "86.5"],
    ["**8,000**", "**3**", "100.0", "100.0", "100.0"],
  ]
}
