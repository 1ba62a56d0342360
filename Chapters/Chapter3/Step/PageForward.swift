import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func forwardPass(_ page: Page) {
    page.inventory([
      .input("`x_t`, two noisy pictures", "x_t", from: "classes"),
      .input("`t`, two times", "t", from: "classes"),
      .input(
        "all \(model.parameterCount.grouped) parameters",
        origin: "\(chapter.common.origin): θ on \(page.link("adamw"))"),
      .output("`v̂`, the predicted velocities", "final_proj"),
    ])
    page.section("The same layers, twice")
    page.text(
      """
      Each layer is worked on chapter 2's pages [2](chapter2/patches) to [10](chapter2/prediction). Here they run
      over the batch: the first index is the picture. Nothing flows from one picture of a batch to the other; they only share
      the parameters. Every entry of every layer, in numbers: \(page.link("layers-forward")).
      """)
    page.text("What the block makes of the two pictures' tokens (each row is a patch):")
    page.heatMap(
      [grid("tokens"), grid("blocks.0.residual1"), grid("blocks.0.residual2")],
      sharesScale: true,
      alt: "The tokens of both pictures before the block, after attention, and after the MLP")
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

  /// A page of the appendix: every number of the pass.
  func everyForward(_ page: Page) {
    page.text(
      "The pass is told on \(page.link("forward")). Here are its layers in order, each with its result as a table and every entry in numbers. Which number is which is spelled out on chapter 2's pages [2](chapter2/patches) to [10](chapter2/prediction). The parameters are θ in the tables of \(page.link("adamw"))."
    )
    page.pass("", passLayers)
  }
}
