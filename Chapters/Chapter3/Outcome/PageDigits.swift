import ChapterKit
import Core
import Dataset
import Formats
import Numerics
import Walkthrough

extension Chapter3Story {
  func digitsPage(_ page: Page) throws {
    let unet = try trained.model("digits_unet", UNet<Float>(DigitsModel.unetSizes))
    let dit = try trained.model("digits_dit", DiT<Float>(DigitsModel.ditSizes))
    page.section("Why")
    page.text(
      """
      Nothing here was made for 4×4. The digits of chapters 1 and 2, 8×8 pixels, no two alike, with ten classes and a null row; a U-Net with \(unet.parameterCount.grouped)
      parameters and a transformer with \(dit.parameterCount.grouped), each trained for \((trained.steps / 4).grouped) steps. In the U-Net the row is added to the time's features just as in the transformer.
      """)
    page.section("How often the asked digit is drawn")
    var table = Table(["w", "U-Net: asked", "U-Net: clear", "DiT: asked", "DiT: clear"])
    for (w, a, b) in digits {
      table.add([w.shown] + [a.asked, a.clear, b.asked, b.clear].map(percent))
    }
    page.text(table.markdown)
    page.text(
      "*Asked*: the nearest of \(Digits.family.count.grouped) drawings is of the asked digit. *Clear*: also, the nearest drawing of any other digit is at least 1.5 times as far. \(DigitsCell.count) samples per cell, 16 Heun steps. Each model was trained once, so the table shows what these two do and ranks nothing: see [why](chapter1/recipes)."
    )
    let clearest = results.clearest
    page.section("Samples")
    page.text(
      "The \(clearest.model == .unet ? "U-Net" : "transformer") at w = \(clearest.scale.shown): the first twelve draws for each digit, one row per digit."
    )
    page.picture(
      "samples.png",
      PNG.sheet(
        (0..<120).map { place in
          let picture = clearest.pictures[place % 12 * 10 + place / 12]
          return Pixels(picture.pixels, columns: picture.columns)
        }, perRow: 12, scale: 5),
      alt: "Ten rows of twelve digits: each row is the digit that was asked for")
    page.section("What is read")
    page.text(
      "Asked for (down) against read (across), \(DigitsCell.count / 10) samples each of the same model at the same w:"
    )
    let read = clearest.cell.read
    var confusion = Table(["asked"] + (0..<10).map { "\($0)" })
    for digit in 0..<10 {
      let row = read.indices.filter { $0 % 10 == digit }.map { read[$0] }
      confusion.add(
        ["**\(digit)**"]
          + (0..<10).map { k in
            let n = row.filter { $0 == k }.count
            return n == 0 ? "" : "\(n)"
          })
    }
    page.text(confusion.markdown)
    page.checkYourself([
      (
        "If a model drew the asked digit with a chance of 99 %, how many misses among \(DigitsCell.count) would you expect?",
        "About \((0.01 * Double(DigitsCell.count)).fixed(0)), give or take \((0.01 * 0.99 * Double(DigitsCell.count)).squareRoot().fixed(0))."
      )
    ])
    page.keep("Asking is cheap: one row per class.")
  }

  private func percent(_ share: Double) -> String {
    Proportion(share, of: DigitsCell.count).text
  }
}
