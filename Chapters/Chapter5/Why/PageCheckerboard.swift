import ChapterKit
import Numerics
import Walkthrough

extension Chapter5Story {
  func checkerboard(_ page: Page) {
    let (transposed, conv) = (grid("checker.transposed"), grid("checker.conv"))
    page.section("Why repeat pixels instead of stamping kernels?")
    page.text(
      """
      [Chapter 1](chapter1/up-conv1) made pictures larger with transposed convolutions: every pixel stamps a kernel. Take the simplest case: a picture of ones, and a kernel of 3×3 ones, stamped two pixels apart. Where stamps overlap, they add up,
      and with a step of two and a width of three, they overlap unevenly:
      """)
    page.heatMap(
      [transposed, conv], titles: ["stamped", "repeated, then a kernel"],
      alt: "A checkerboard of 1, 2 and 4 from stamping; a constant inside from repeating")
    let inside = Set((1...6).flatMap { r in (1...6).map { conv[0, r, $0].value } })
    page.text(
      """
      Stamping gives \(Set(transposed.values).sorted().map(\.shown).joined(separator: ", ")): a checkerboard, although the picture has only one colour. Training would first have to learn to undo it. If we repeat each pixel and then go over the result with a kernel, we get \(inside.map(\.shown).joined(separator: ", ")) everywhere inside
      (at the edge, the window reaches beyond the picture). One entry of each:
      """)
    page.lines([transposed[0, 4, 4]])
    page.entry(conv[0, 4, 4])
    page.everyEntry(of: transposed, conv)
    page.text(
      "Chapter 1's kernels are 4 wide, a multiple of their step. There, all stamps overlap equally often, but their weights don't have to agree."
    )
    page.section("In the core")
    page.check(["checker.transposed", "checker.conv"])
    page.checkYourself([
      (
        "Why is there a 4 in the middle of four stamps, and a 1 in the middle of one?",
        "In each direction, every other place is reached by two neighbouring stamps. Where that happens in both directions, it's 2·2."
      )
    ])
    page.keep("Repeat first, then look around: that leaves no checkerboard to unlearn.")
  }
}
