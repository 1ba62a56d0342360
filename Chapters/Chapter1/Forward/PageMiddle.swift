import ByHand
import Numerics
import Walkthrough

/// The two blocks in the middle: built like the first, so that only what is new is told.
extension Chapter1Story {
  static let middleBlocks = ["mid1", "mid2"]

  func middle(_ page: Page) {
    let worked = example(grid("mid1.conv1"))
    let count = page.parameters("mid1").reduce(0) { $0 + $1.count }
    page.inventory([
      .input("`small`, the output of `down_conv1`", "down_conv1", from: "down-conv1"),
      .input("`e`, the time embedding", "time_embed.3", from: "time"),
      .input("\(count) parameters of `mid1`, as many of `mid2`", origin: chapter.common.origin),
      .output("`mid1.out`", "mid1.out"), .output("`mid2.out`", "mid2.out"),
    ])
    page.section("Why")
    page.text(
      """
      At the bottom of the U the maps are 2×2. What is halving for? Not for seeing everything: three 3×3
      convolutions see all of a 4×4 picture without it. On larger pictures it is: with each halving a
      3×3 window reaches twice as far in each direction, at a quarter of the work. And it makes the network say in
      fewer numbers what the picture shows.

      Two blocks stand here, one behind the other, built like the first (\(page.link("down1")) explains each
      part), with parameters of their own. One combines what it sees; the next combines the combinations. (In large
      U-Nets an attention layer stands between the two.)
      """)
    page.section("What is new: every window hangs over")
    page.text(
      "A 3×3 window around a pixel of a 2×2 map sees all four pixels, and 5 places outside. So each sum has 4 terms per channel:"
    )
    page.entry(worked)
    page.section("All of it")
    page.heatMap(
      [grid("down_conv1"), grid("mid1.out"), grid("mid2.out")],
      alt: "The small maps before the middle, between its two blocks, and after them as heat maps")
    for (block, input) in zip(Self.middleBlocks, ["down_conv1", "mid1.out"]) {
      let steps = ["conv1", "norm1", "timed", "h", "conv2", "norm2", "sum", "out"]
      page.subsection("`\(block)`")
      page.text(rows(page, [input] + steps.map { "\(block).\($0)" }))
      page.everyEntry(of: computed(by: block))
    }
    page.foldedParameters("mid1", "mid2")
    page.section("By hand and in the core")
    page.text("The code is that of the first block: \(page.link("down1")).")
    for block in Self.middleBlocks { page.check(prefix: "\(block).") }
    page.checkYourself([
      (
        "How many of the 9 weights of a kernel channel does a 2×2 map ever use?",
        "All 9, but each output uses only 4 of them: the pixel in the top left sees the kernel's middle and lower right part, the one in the bottom right its upper left part."
      ),
      (
        "The shapes in and out are equal. Could a block be left out?",
        "The shapes would fit, and the shortcut says so: with norm2 at 0 the block would pass its input through SiLU and nothing else. Depth is what it adds."
      ),
    ])
    page.keep(
      "Smaller maps are cheaper, and each of their numbers speaks for more of the picture; blocks stack because a block's output looks just like its input."
    )
    page.text("The way back through both is \(page.link("back-middle")).")
  }

  /// Grids of 2×2×2 numbers, one a row; or their gradients.
  func rows(_ page: Page, _ names: [String], areGradients: Bool = false) -> String {
    let first = grid(names[0])
    let index = first.scalars.indices.map { first.index(at: $0).map(String.init) }
    var table = Table(
      [areGradients ? "∂L/∂" : ""] + index.map { "[\($0.joined(separator: ","))]" }, left: [0])
    for name in names {
      let values = areGradients ? gradient(name).values : grid(name).values
      table.add(["`\(page.names.grid(name))`"] + values.map(\.shown))
    }
    return table.markdown
  }

  /// What a block computes, in order.
  private func computed(by block: String) -> [Grid] {
    run.trace.grids.filter { grid in
      grid.name.hasPrefix("\(block).")
        && grid.scalars.contains { !run.trace.nodes[$0.id].operation.isGiven }
    }
  }
}
