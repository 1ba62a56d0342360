import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func forwardPass(_ page: Page) {
    page.inventory([
      .input("`x_t`, two noisy pictures", "x_t", from: "classes"),
      .input("`t`, two times", "t", from: "classes"),
      .input("all \(model.parameterCount.grouped) parameters", origin: "drawn, two decimals"),
      .output("`v̂`, the predicted velocities", "final_proj"),
    ])
    page.section("The same layers, twice")
    page.text(
      """
      Each layer is worked on chapter 2's pages [2](chapter2/patches) to [10](chapter2/prediction). Here they run
      over the batch: the first index is the picture. Nothing flows from one picture of a batch to the other; they only share
      the parameters. The layers in order, each with its result and every entry in numbers:
      """)
    page.pass("", passLayers)
    page.section("The predictions as pictures")
    page.heatMap(
      [predictedPicture()], titles: ["v̂"], sharesScale: true,
      alt: "The two predicted velocities as pictures")
    page.section("In the core")
    page.check(passLayers.flatMap(\.grids))
    page.checkYourself([
      (
        "How many scores does attention compute for this batch?",
        "\(grid("blocks.0.attn.scores").count): 2 pictures × \(model.configuration.heads) heads × 4 × 4."
      )
    ])
    page.keep("A batch is many passes side by side, with one set of weights.")
  }
}
