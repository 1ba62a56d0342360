import ChapterKit
import Numerics
import Walkthrough

extension Chapter1Story {
  func tryIt(_ page: Page) throws {
    page.section("Change something, and see where it shows")
    page.text(
      """
      Each run writes a folder with these pages, with `trace.tsv` (every number with its recipe) and with
      `tensors.safetensors`. `trace diff` compares two runs: which settings differ, at which step the runs
      part, and how far each grid has moved.
      """)
    let tryIt = results.tryIt
    let diff = tryIt.diff
    tryIt.compare(page)
    let movement = diff.grids.first { $0.name == "second.loss" }?.largestAbsolute
    page.checkYourself([
      (
        "The whole forward and backward pass is missing from that list. Why?",
        "It does not know the learning rate: the first number that differs is `\(diff.first?.difference.name ?? "")` itself. Of \(diff.compared.grouped) numbers \((diff.compared - diff.differing).grouped) are equal to the last bit."
      ),
      (
        "The step is ten times smaller. Is the loss after it ten times closer to the loss before it?",
        "About: \(value("loss").shown) became \((movement?.a ?? 0).shown) with the large step and \((movement?.b ?? 0).shown) with the small one. For tiny steps the loss follows its slope (\(page.link("second-forward")))."
      ),
      (
        "`--seed 2`: which numbers stay the same?",
        "The constants, and the pixels of `x0` where the two pictures happen to agree. All draws have new values."
      ),
      (
        "`--steps 4`: do the pages before the sampling change?",
        "No. The draws have names, so more steps do not disturb the others. Only \(page.link("euler")) and the pages of its numbers at the end differ."
      ),
    ])
    page.section("Ask a number where it comes from")
    page.text(
      "`trace why` prints the recipe of any number, with names and with values, and then those of its operands, as deep as you like:"
    )
    try tryIt.why(page, "conv_in[1,2,0]", depth: 1)
    page.text(
      "For a gradient it prints the chain rule's sum: who used the number, what that user's gradient is, and the derivative in between:"
    )
    try tryIt.why(page, "grad.conv_in.weight[1,0,0,1]", depth: 0)
    page.text(
      "`trace show chapter1` lists all grids, and `trace show chapter1 conv_in` prints one. `trace verify chapter1` evaluates every recipe of the trace anew:"
    )
    try tryIt.verify(page)
    page.section("Start from other weights")
    page.text(
      """
      Load `tensors.safetensors` in Python, keep the tensors whose names start with `updated.`, drop that
      prefix, save them with `safetensors`, and run `swift run chapter1 --weights FILE`: the worked step
      then starts where this one ended. Here its loss was \(value("loss").shown), and after the step \(value("second.loss").shown); where
      does it start now? Any file with the parameters of the [contents](README.md#the-model) will do.
      """)
    page.section("Break something")
    page.text(
      """
      Open `Sources/Core/Layers/Activations.swift` and change a sign in SiLU. Run again: the run stops,
      names the first number on which the by-hand path and the core disagree, and leaves the old pages as
      they were. Then change it back.
      """)
    page.section("The way on")
    page.text(
      "This model draws whatever it likes. To be asked for *a cat wearing a tiny hat* it must read words. [Chapter 2](../chapter2/README.md) puts a transformer in the U-Net's place, [chapter 3](../chapter3/README.md) asks for a class, and [chapter 4](../chapter4/README.md) asks in words."
    )
    page.keep("Every number has a name; ask for it.")
  }
}
