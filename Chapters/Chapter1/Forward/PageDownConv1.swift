import Walkthrough

extension Chapter1Story {
  func downConv1(_ page: Page) {
    let small = grid("down_conv1")
    page.inventory([
      .input("`skip` = `down1.out`", "down1.out", from: "down1"),
      .parameters("`W`, `b`", "down_conv1"),
      .output("`small`, two smaller maps", "down_conv1"),
    ])
    page.section("Why")
    page.text(
      """
      A smaller picture is cheaper to work on, and a 3×3 window covers more of it. This convolution looks only at every
      second window (*stride* 2), so 4×4 becomes 2×2. A 3×3 window over the small maps then covers all of them. (In pictures this small, three convolutions would see everything anyway: \(page.link("middle")).)

      What is lost in shrinking, *where exactly* things are, is not lost for good: `skip` is kept and
      handed to the way up (\(page.link("up1"))). That is the bar across the U in *U-Net*.
      """)
    page.section("The formula")
    page.convolutionFormula("down_conv1", of: "down1.out", channels: 2, stride: 2)
    page.text(
      "$`r, q`$ are 0 or 1. As in \(page.link("down1", "the first block")), the window reaches through both channels $`c`$; what is new is the 2 in front of $`r`$ and $`q`$: the windows are centred on rows and columns 0 and 2."
    )
    page.section("One entry, in full: `small[1,1,0]`")
    page.entry(small[1, 1, 0])
    page.section("All of `small`")
    page.heatMap(
      [grid("down1.out"), grid("down_conv1.weight"), small], worked: small[1, 1, 0],
      alt: "The skip maps, the kernels and the two small maps as heat maps")
    page.table(small)
    page.foldedParameters("down_conv1")
    page.everyEntry(of: small)
    page.section("In the core")
    page.text("The same `Conv2d` as on \(page.link("conv-in")), with `stride: 2`.")
    page.check(["down_conv1"])
    page.checkYourself([
      (
        "Which pixels of `skip` does `small[0,0,0]` see?",
        "The window around row 0, column 0: rows −1 to 1 and columns −1 to 1, of which rows and columns 0 and 1 exist. 4 pixels in each of 2 channels: 8 terms."
      ),
      (
        "Is there a pixel of `skip` that no window sees?",
        "No: windows centred on 0 and 2 reach from −1 to 3, so rows and columns 0 to 3 are all covered (row 1 and column 1 twice)."
      ),
    ])
    page.keep("Stride 2 halves each edge: fewer pixels, each of which knows more of the picture.")
  }
}
