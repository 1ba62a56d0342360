import ByHand
import Numerics
import Walkthrough

extension Chapter2Story {
  func reach(_ page: Page) {
    page.section("Why")
    page.text(
      """
      How far does a layer look? A 3×3 convolution computes each pixel from 9; a second one, from the 9 that were made from
      their neighbours; and so on: that is its *receptive field*. The recording knows what every number was made from, so we can ask it. Here are three
      convolutions in a row on a picture of 8×8 (drawn at random, kernels too), and the pixels that the one at row \(WorkedExample.centre[1]),
      column \(WorkedExample.centre[2]) depends on after each.
      """)
    let x = grid("reach.x")
    let after = (1...3).map { n in
      run.trace.receptiveField(of: grid("reach.conv\(n)")[WorkedExample.centre], in: x)
    }
    page.heatMap(
      after.enumerated().map { n, seen in
        (title: "after convolution \(n + 1)", values: (0..<64).map { seen.contains($0) ? 1.0 : 0 })
      }, rows: (0..<8).map(String.init), columns: (0..<8).map(String.init),
      alt: "Three maps of 8×8: squares of 3×3, 5×5 and 7×7 pixels around the centre")
    let attended = run.trace.receptiveField(of: grid("reach.attn.heads")[10, 0], in: x)
    var table = Table(["after", "pixels seen", "of 64"], left: [0])
    for (n, seen) in after.enumerated() {
      let edge = Int(Double(seen.count).squareRoot())
      table.add([
        "convolution \(n + 1)", "\(edge)×\(edge) = \(seen.count)", percent(seen.count, 64),
      ])
    }
    table.add([
      "one attention over 16 patches of 2×2", "\(attended.count)", percent(attended.count, 64),
    ])
    page.text(table.markdown)
    page.text(
      """
      After *one* attention, patch 10 depends on all \(attended.count) pixels. A U-Net's convolutions come to the whole picture too, faster where it is halved. (Its group norms look at everything from the first one on, but only through a mean and a spread, which tell no place from another.) (Seeing is not using: the weights decide how much of it counts.)
      """)
    page.lines([grid("reach.conv1")[WorkedExample.centre]])
    page.foldedTables(
      "The picture, the kernels and the three results",
      [
        "reach.x", "reach.conv1.weight", "reach.conv2.weight", "reach.conv3.weight", "reach.conv1",
        "reach.conv2", "reach.conv3",
      ].map(grid))
    page.section("What it costs")
    page.text(
      """
      Every patch looks at every patch: the work of scores and averages grows with the *square* of their number, all else
      with the number itself. Multiplications in one block with d = 128 features and an MLP of 512:
      """)
    var cost = Table([
      "picture", "patches of 2×2", "pairs", "projections and MLP", "scores and averages",
      "share of the pairs",
    ])
    for edge in [8, 16, 32, 64, 128] {
      let (n, d, hidden) = (edge * edge / 4, 128, 512)
      let (row, pairs) = (n * (4 * d * d + 2 * d * hidden), 2 * n * n * d)
      cost.add([
        "\(edge)×\(edge)", n.grouped, (n * n).grouped, row.grouped, pairs.grouped,
        percent(pairs, row + pairs),
      ])
    }
    page.text(cost.markdown)
    page.text(
      "That is why real systems shrink the picture first ([chapter 5](chapter5/system)) and cut it into patches."
    )
    page.check(prefix: "reach.")
    page.checkYourself([
      (
        "How many 3×3 convolutions would it take until the pixel in a corner of 8×8 can depend on the opposite corner?",
        "Each adds one pixel of reach: 7."
      )
    ])
    page.keep(
      "A convolution looks one pixel further each time; attention sees everything, and pays for every pair."
    )
  }

  private func percent(_ part: Int, _ whole: Int) -> String {
    "\((100 * Double(part) / Double(whole)).fixed(1)) %"
  }
}
