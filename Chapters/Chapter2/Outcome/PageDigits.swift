import ChapterKit
import Core
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter2Story {
  func digits(_ page: Page) throws {
    let measured = results.digits
    page.section("Why")
    page.text(
      """
      Larger pictures, larger models: chapter 1's digits of 8×8 pixels, which are all different, and transformers with patches
      of 2×2, so 16 tokens. One has about as many parameters as chapter 1's U-Net for digits, one several times as many. All
      three were trained for \((trained.steps / 2).grouped) steps with batches of \(Training.batch), in 32 bits, the transformers at a rate of \(Training.digitsRates.dit.shown), the U-Net at \(Training.digitsRates.unet.shown).
      (In [chapter 1](chapter1/digits) the U-Net was trained for fewer steps.)
      """)
    page.section("The table")
    var table = Table(
      [
        "model", "parameters", "multiplications", "loss at the end", "read by the judge",
        "mean distance",
      ], left: [0])
    for (kind, result, _) in measured {
      table.add([
        kind.words, result.parameters.grouped, result.multiplications.grouped, result.loss.fixed(3),
        result.read, result.distance.fixed(3),
      ])
    }
    page.text(table.markdown)
    page.text(
      "The judge is chapter 1's: a sample is *read* if the nearest drawing of any other digit is at least \(DigitsReading.margin.shown) times as far as the nearest of all. \(DigitsReading.count) samples each, 16 Heun steps from the same noise. Each model was trained once, so the table shows what these three do and ranks nothing: see [why](chapter1/recipes)."
    )
    if trained.steps > 0 {
      let curves = measured.map {
        kind, _, losses -> (name: String, points: [(x: Double, y: Double)]) in
        let window = Double(trained.steps / 2) / Double(max(1, losses.count))
        return (
          kind.short, losses.enumerated().dropFirst(5).map { (x: Double($0) * window, y: $1) }
        )
      }
      page.picture(
        "loss.svg", Curve.svg(curves, xLabel: "step", yLabel: "loss").utf8,
        alt: "The losses of the three models over the steps of training")
    }
    for (kind, result, _) in measured {
      page.section("Samples: \(kind.short)")
      page.picture(
        "\(kind.rawValue).png",
        PNG.sheet(
          result.samples.map { Pixels($0.pixels, columns: $0.columns) }, perRow: 12, scale: 6),
        alt: "24 digits made by the \(kind.short), the first draws")
    }
    page.checkYourself([
      (
        "How many pairs of patches does each head of the larger model compare, and what if patches were 4×4?",
        "16·16 = 256; with 4×4 patches 4 tokens and 16 pairs."
      )
    ])
    page.keep("A transformer grows by width, depth and tokens; its layers stay the same.")
  }
}

extension DigitsModel {
  var words: String {
    switch self {
    case .small: "DiT, d = \(sizes.features), \(sizes.layers) blocks"
    case .large: "DiT, d = \(sizes.features), \(sizes.layers) blocks "
    case .unet: "a U-Net as chapter 1's for digits"
    }
  }

  var short: String {
    switch self {
    case .small: "small DiT"
    case .large: "larger DiT"
    case .unet: "U-Net"
    }
  }
}
