import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// Digits on request.
struct DigitsCell: Sendable {
  static let count = 400
  static let judge = Judge(of: Digits.family)
  /// What was read of each sample; sample n was asked for digit n mod 10.
  let read: [Int]
  /// Whether the nearest drawing of any other digit is at least 1.5 times as far.
  let isClear: [Bool]
  let pictures: [Picture]

  var asked: Double {
    Double(read.indices.filter { read[$0] == $0 % 10 }.count) / Double(read.count)
  }
  var clear: Double {
    Double(read.indices.filter { read[$0] == $0 % 10 && isClear[$0] }.count) / Double(read.count)
  }

  init(_ model: some ClassModel<Float>, scale: Float, _ draws: NamedRandom.Draws) {
    let (edge, count) = (Digits.edge, Self.count)
    let size = edge * edge
    let noise = Tensor<Float>(
      [count, 1, edge, edge], (0..<count * size).map { Float(draws.normal($0)) })
    let (labels, guidance) = ((0..<count).map { $0 % 10 }, Guidance<Float>(scale: scale))
    let x = Solver.heun.trajectory(from: noise, steps: 16) { x, t in
      guidance.velocity(of: model, labels, x, t)
    }[16]
    pictures = (0..<count).map { n in
      Picture(
        name: "", rows: edge, columns: edge,
        pixels: x.values[n * size..<(n + 1) * size].map { Double($0) })
    }
    let verdicts = pictures.map { Self.judge.verdict(on: $0.pixels) }
    read = verdicts.map { Int($0.member.name) ?? 0 }
    isClear = verdicts.map { $0.margin >= 1.5 }
  }
}

extension Chapter3Story {
  func digits(_ page: Page) throws {
    let draws = chapter.common.random["digits.sample"]
    let unet = try trained.model("digits_unet", UNet<Float>(DigitsModel.unetSizes))
    let dit = try trained.model("digits_dit", DiT<Float>(DigitsModel.ditSizes))
    let scales: [Float] = [1, 2, 3, 5]
    let cells = scales.map {
      (DigitsCell(unet, scale: $0, draws), DigitsCell(dit, scale: $0, draws))
    }
    page.section("Why")
    page.text(
      """
      Nothing here was made for 4×4. The digits of chapters 1 and 2, 8×8 pixels, no two alike, with ten classes and a null row; a U-Net with \(unet.parameterCount.grouped)
      parameters and a transformer with \(dit.parameterCount.grouped), each trained for \((trained.steps / 4).grouped) steps. In the U-Net the
      row is added to the time's features just as in the transformer.
      """)
    page.section("Which is better?")
    var table = Table(["w", "U-Net: asked", "U-Net: clear", "DiT: asked", "DiT: clear"])
    for (w, (a, b)) in zip(scales, cells) {
      table.add([Double(w).shown] + [a.asked, a.clear, b.asked, b.clear].map(percent))
    }
    page.text(table.markdown)
    page.text(
      "*Asked*: the nearest of \(Digits.family.count.grouped) drawings is of the asked digit. *Clear*: also, the nearest drawing of any other digit is at least 1.5 times as far. \(DigitsCell.count) samples a cell, 16 Heun steps."
    )
    let best =
      cells.indices.max {
        max(cells[$0].0.clear, cells[$0].1.clear) < max(cells[$1].0.clear, cells[$1].1.clear)
      } ?? 0
    let isUNet = cells[best].0.clear >= cells[best].1.clear
    let cell = isUNet ? cells[best].0 : cells[best].1
    page.section("Samples")
    page.text(
      "The \(isUNet ? "U-Net" : "transformer") at w = \(Double(scales[best]).shown): the first twelve draws for each digit, a row a digit."
    )
    page.picture(
      "samples.png",
      PNG.sheet(
        (0..<120).map { place in
          let picture = cell.pictures[place % 12 * 10 + place / 12]
          return Pixels(picture.pixels, columns: picture.columns)
        }, perRow: 12, scale: 5),
      alt: "Ten rows of twelve digits: each row is the digit that was asked for")
    page.section("What is read")
    page.text("Asked for (down) against read (across), \(DigitsCell.count / 10) samples each:")
    var confusion = Table(["asked"] + (0..<10).map { "\($0)" })
    for digit in 0..<10 {
      let row = cell.read.indices.filter { $0 % 10 == digit }.map { cell.read[$0] }
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
    page.keep("Asking is cheap: one row a class.")
  }

  private func percent(_ share: Double) -> String {
    let error = (share * (1 - share) / Double(DigitsCell.count)).squareRoot()
    return "\((100 * share).fixed(1)) ± \((100 * error).fixed(1)) %"
  }
}
