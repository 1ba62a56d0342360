import ByHand
import Numerics
import Walkthrough

extension Chapter1Story {
  func backMiddle(_ page: Page) {
    let worked = example(grid("mid1.out"))
    page.inventory([
      .input("`∂L/∂mid2.out`", "grad.mid2.out", from: "back-up-conv1"),
      .output(
        "the gradients of both blocks' \(Self.middleBlocks.flatMap(page.parameters).count) grids of parameters"
      ),
      .output("`∂L/∂small`", "grad.down_conv1"),
      .use("everything of the way forward", from: "middle"),
    ])
    page.section("Why")
    page.text(
      """
      The walk of \(page.link("back-up1")), which derives each rule, through two more blocks, first `mid2` and then
      `mid1`. Their maps are 2×2, and there is nothing in their shortcuts.
      """)
    page.section("What is new: a shortcut that is just a wire")
    page.text(
      "`mid1.out` was used by `mid2.conv1` and, as it is, in `mid2.sum`. The last road multiplies by 1: the gradient arrives undiminished, and the convolutions' share is added to it."
    )
    page.gradientEntry(worked)
    page.section("All of it")
    page.heatMap(
      ["mid2.out", "mid1.out", "down_conv1"].map(gradient),
      alt: "The gradients after the middle, between its two blocks and before them as heat maps")
    for (block, input) in [("mid2", "mid1.out"), ("mid1", "down_conv1")] {
      let steps = ["out", "sum", "norm2", "conv2", "h", "timed", "norm1", "conv1"]
      page.subsection("`\(block)`, last step first")
      page.text(rows(page, steps.map { "\(block).\($0)" } + [input], areGradients: true))
      page.foldedTables(
        "The gradients of its parameters", page.parameters(block).map { gradient($0.name) })
      page.fold("Every gradient, term by term") {
        page.everyGradient(of: gradientSteps(of: block, input))
      }
    }
    page.section("In the core")
    page.text("`ResBlock.backward`, as on \(page.link("back-up1")).")
    for block in ["mid2", "mid1"] { page.check(prefix: "grad.\(block).") }
    page.checkYourself([
      (
        "What did each road bring to `∂L/∂\(worked.name)`?", roads(page, worked, through: "mid2")
      ),
      (
        "And to `∂L/∂\(page.names.entry(example(grid("down_conv1")).id, of: run.trace))`?",
        roads(page, example(grid("down_conv1")), through: "mid1")
      ),
    ])
    page.keep(
      "Each block's backward pass needs two things: the gradient from above, and its own numbers from the way forward."
    )
  }

  /// A block's grids that have gradients, last first, and its input.
  private func gradientSteps(of block: String, _ input: String) -> [Grid] {
    run.trace.grids.filter { $0.name.hasPrefix("grad.\(block).") }
      .map { grid(String($0.name.dropFirst(5))) } + [grid(input)]
  }

  private func roads(_ page: Page, _ scalar: Scalar, through block: String) -> String {
    let total = run.trace.gradient(of: scalar.id)
    let short = run.trace.terms(of: scalar.id).reduce(0) { sum, term in
      let user = run.trace.place(of: term.consumer).grid.name
      return user == "\(block).sum" ? sum + run.trace.gradient(of: term.consumer) : sum
    }
    return
      "\(short.shown) came over the wire and \((total - short).shown) through the convolutions: together \(total.shown)."
  }
}
