import Walkthrough

extension Chapter1Story {
  func upConv1(_ page: Page) {
    let grown = grid("up_conv1")
    page.inventory([
      .input("`x` = `mid2.out`", "mid2.out", from: "middle"),
      .parameters("`W`, `b`", "up_conv1"),
      .output("`grown`, two larger maps", "up_conv1"),
    ])
    page.section("Why")
    page.text(
      """
      The velocity must have the picture's size, so the small maps have to grow. A *transposed
      convolution* is a convolution run backward: every input pixel takes the 4×4 kernel like a rubber
      stamp, times its own value, and presses it onto the output, two pixels further for each step of
      the input. The stamps overlap; where they do, they add.
      """)
    page.section("The formula")
    page.formula(
      #"\mathrm{grown}_{o,r,q} = \sum_{c=0}^{1} \sum_{u=0}^{1} \sum_{v=0}^{1} x_{c,u,v} \; W_{c,\,o,\,r+1-2u,\,q+1-2v} \;+\; b_o"#
    )
    page.text(
      """
      $`u, v`$ are the row and column of an input pixel; a term counts only where the kernel's row
      $`r+1-2u`$ and column $`q+1-2v`$ lie between 0 and 3. Mind the order of the weight's indices:
      input channel first, then output channel. That is PyTorch's habit for transposed convolutions.
      """)
    page.section("One entry, in full: `grown[1,2,0]`")
    page.text(
      "The pixel in row 2, column 0 is reached by the stamps of two input pixels in each channel:")
    page.entry(grown[1, 2, 0])
    page.section("All of `grown`")
    page.heatMap(
      [grid("mid2.out"), grid("up_conv1.weight"), grown], worked: grown[1, 2, 0],
      alt: "The small maps, the kernels and the two grown maps as heat maps")
    page.table(grown)
    page.foldedParameters("up_conv1")
    page.everyEntry(of: grown)
    page.section("By hand and in the core")
    page.excerpt("ByHand.convTranspose2d", says: "The loops")
    page.excerpt(
      "ConvTranspose2d.forward",
      says: "The core gathers what reaches each pixel: an ordinary convolution for each place")
    page.check(["up_conv1"])
    page.checkYourself([
      (
        "How many stamps reach a pixel in the middle of the output?",
        "Two in each direction, so four in each channel: `grown[0,1,1]` has 8 terms. A corner is reached by one stamp per channel: 2 terms."
      )
    ])
    page.keep(
      "A transposed convolution stamps the kernel once for every input pixel; stride 2 doubles each edge."
    )
  }
}
