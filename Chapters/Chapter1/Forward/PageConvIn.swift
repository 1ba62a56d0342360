import Walkthrough

extension Chapter1Story {
  func convIn(_ page: Page) {
    let h0 = grid("conv_in")
    page.inventory([
      .input("`x_t`, the noisy picture", "x_t", from: "line"),
      .parameters("`W`, `b`", "conv_in"),
      .output("`h0`, two feature maps", "conv_in"),
    ])
    page.section("Why")
    page.text(
      """
      One pixel cannot tell an edge from a speck; its neighbours can. A *convolution* looks at every
      3×3 window of the picture through one small grid of weights, the *kernel*, and writes down how
      strongly the window resembles it. We have two kernels, so every pixel gets two numbers. The
      same 9 weights serve all 16 places: what a kernel learns in one corner it knows in all.
      """)
    page.section("The formula")
    page.convolutionFormula("conv_in", of: "x_t", channels: 1)
    page.text(
      """
      $`o`$ is the output channel (which kernel), $`r, q`$ the row and column of the pixel, $`i, j`$
      the row and column inside the kernel. Outside the picture $`x_t`$ counts as 0 (*zero padding*),
      so windows at the border have fewer terms.
      """)
    page.section("One entry, in full: `h0[1,2,0]`")
    page.text(
      "Kernel 1 over the window around row 2, column 0. Its left column hangs over the border, so 6 of the 9 terms remain."
    )
    page.entry(h0[1, 2, 0])
    page.section("All of `h0`")
    page.heatMap(
      [grid("x_t"), grid("conv_in.weight"), h0], worked: h0[1, 2, 0],
      alt: "The noisy picture, the two kernels and the two feature maps as heat maps")
    page.table(h0)
    page.foldedParameters("conv_in")
    page.everyEntry(of: h0)
    page.section("By hand and in the core")
    page.excerpt("ByHand.conv2d", says: "The loops that a person would do")
    page.excerpt(
      "Conv2d.forward",
      says: "The same numbers at once: all windows become the columns of one matrix")
    page.check(["conv_in"])
    page.checkYourself([
      (
        "Which entries of `h0` change if only the pixel `x_t[0,0,0]` changes?",
        "Those whose windows contain it: rows 0 and 1, columns 0 and 1, in both channels. 8 of 32."
      ),
      (
        "How many multiplications does this page need?",
        "Inside the picture, per channel: 4 middle pixels with 9 terms, 8 border pixels with 6 and 4 corners with 4, so 36 + 48 + 16 = 100; two channels: **200**."
      ),
    ])
    page.keep(
      "A convolution is a sum of products with the same small grid at every place; its output says *where* a pattern is."
    )
    page.text("The way back through this layer is \(page.link("back-conv-in")).")
  }
}
