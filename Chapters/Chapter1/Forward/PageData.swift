import ByHand
import Dataset
import Walkthrough

extension HandComputation {
  /// The picture of the worked step, one channel of 4×4 pixels.
  func picture() -> Grid {
    trace.given(.data, "x0", [1, 4, 4], WorkedExample.picture(chapter.common.random).pixels)
  }
}

extension Chapter1Story {
  func data(_ page: Page) {
    let picture = WorkedExample.picture(chapter.common.random)
    page.inventory([
      .input("our drawing rules", origin: "`Sources/Dataset/TinyShapes.swift`"),
      .output("`x0`, the picture of this step", "x0"),
    ])
    page.section("Why")
    page.text(
      """
      A model that makes pictures learns from pictures. Ours are as small as pictures can be and
      still look like something: 4×4 pixels, each a number from −1 (black) to 1 (white). There are
      twelve of them: a bar in each row, a bar in each column, a block in each corner.

      The twelve share an order that a model can learn: bars are straight, blocks are whole. 16
      pixels of black or white could make 65,536 pictures; a model that has learned the family makes
      (nearly) only these twelve out of pure noise. Models that draw cats in hats do the same with
      millions of photographs of millions of pixels, and a larger idea of what is likely.
      """)
    let family = TinyShapes.all.map { FilmStrip.Frame($0.name, columns: 4, $0.pixels) }
    page.picture(
      "family.svg",
      FilmStrip.svg([0..<4, 4..<8, 8..<12].map { ("", Array(family[$0])) }, pixel: 22).utf8,
      alt: "The twelve pictures of the family: four row bars, four column bars, four corner blocks")
    page.section("The picture of this step: `x0`")
    page.text(
      """
      One training step by hand looks at one picture. The draw named `x0` under seed \(chapter.common.seed)
      picked **\(picture.name)**. It has one *channel* (grey), 4 rows and 4 columns, so its shape is
      1×4×4 and its entries are called `x0[channel,row,column]`.
      """)
    page.heatMap([grid("x0")], alt: "x0 as a heat map: 1 where there is ink, −1 elsewhere")
    page.table(grid("x0"))
    page.checkYourself([
      (
        "Which entry of `x0` is the pixel in the bottom right corner?",
        "`x0[0,3,3]`: channel 0, row 3, column 3. Counting starts at 0. It is \(grid("x0")[0, 3, 3].value.shown)."
      )
    ])
    page.keep(
      "To a model a picture is a grid of numbers, and a data set is a few points in a space of 16 dimensions."
    )
  }
}
