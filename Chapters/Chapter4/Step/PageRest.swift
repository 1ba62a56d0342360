import ChapterKit
import Walkthrough

extension Chapter4Story {
  func restOfPass(_ page: Page) {
    page.inventory([
      .input("`z2`, the patches after reading", "blocks.0.residual2", from: "cross-attention"),
      .input("the parameters: the column θ", from: "adamw"),
      .output("`L`, the loss", "loss"),
    ])
    page.section("After the words")
    page.text(
      "The third norm, the MLP, the last norm and the projection, as in [chapter 2](chapter2/mlp); the norm is called norm3 here, because norm2 stands before the words."
    )
    page.pass("", layers(Self.after))
    page.section("The loss")
    page.heatMap(
      [predictedPicture(), grid("velocity"), grid("error")], titles: ["v̂", "v", "error"],
      sharesScale: true,
      alt: "Prediction, truth and error, in red, green and blue")
    page.everyEntry(of: grid("error"))
    page.text("The mean of 48 squares:")
    page.lines([grid("loss").scalars[0]])
    page.check(layers(Self.after).flatMap(\.grids) + ["error", "loss"])
    page.checkYourself([
      (
        "How many numbers does the last projection make for a patch?",
        "Three, a patch being one pixel in three colours."
      )
    ])
    page.keep("Patches in, velocities out; the words have had their say in between.")
  }
}
