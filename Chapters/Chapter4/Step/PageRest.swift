import ChapterKit
import Walkthrough

extension Chapter4Story {
  func restOfPass(_ page: Page) {
    page.inventory([
      .input("`z2`, the patches after reading", "blocks.0.residual2", from: "cross-attention"),
      .input("the parameters: the column θ", from: "adamw"),
      .output("`L`, the loss", "loss"),
      .output("`∂L/∂z2`", "grad.blocks.0.residual2"),
    ])
    page.section("After the words")
    page.text(
      "Once the words are read, the rest is [chapter 2](chapter2/mlp)'s: the third norm, the MLP, the last norm and the projection. (The norm is called norm3 here, because norm2 comes before the words.)"
    )
    page.pass("", layers(Self.after))
    page.section("The loss")
    page.text("The predicted velocity, the true one and the difference, a panel for each colour:")
    page.heatMap(
      [predictedPicture(), grid("velocity"), grid("error")], titles: ["v̂", "v", "error"],
      sharesScale: true,
      alt: "Prediction, truth and error, in red, green and blue")
    page.everyEntry(of: grid("error"))
    page.text("The loss is the mean of the 48 squared errors:")
    page.lines([grid("loss").scalars[0]])
    page.check(layers(Self.after).flatMap(\.grids) + ["error", "loss"])
    backToTheWords(page)
    page.checkYourself([
      (
        "How many numbers does the last projection make for a patch?",
        "Three: a patch is one pixel in three colours."
      ),
      (
        "Where does the gradient of `z2` come from, and where does it go?",
        "It comes from norm3 and along the residual. It goes on to `z1`, and into what was read."
      ),
    ])
    page.keep(
      "Patches go in, velocities come out, and the gradient goes the same way back, as far as the words."
    )
  }

  /// From the loss to `z2`.
  private func backToTheWords(_ page: Page) {
    page.section("Back from the loss to `z2`")
    page.text(
      "The gradient comes back from the loss through the projection, the MLP and the third norm, as in [chapter 2](chapter2/back-prediction). Here is where it arrives: one entry of `z2`, which norm3 used in two ways, and the residual once:"
    )
    page.gradientEntry(grid("blocks.0.residual2")[0, 1, 3])
    page.gradientPass([
      ("`error` and `v̂`", ["error", "final_proj", "final_proj.weight", "final_proj.bias"]),
      ("`final_norm`", ["final_norm", "final_norm.weight", "final_norm.bias"]),
      (
        "`z3` and the MLP",
        [
          "blocks.0.residual3", "blocks.0.mlp.3.weight", "blocks.0.mlp.3.bias", "blocks.0.mlp.1",
          "blocks.0.mlp.0", "blocks.0.mlp.0.weight", "blocks.0.mlp.0.bias",
        ]
      ),
      (
        "`norm3`",
        [
          "blocks.0.norm3", "blocks.0.norm3.gain", "blocks.0.norm3.proj",
          "blocks.0.norm3.proj.weight", "blocks.0.norm3.proj.bias",
        ]
      ),
      ("`z2`", ["blocks.0.residual2"]),
    ])
    normSteps(page, ["final_norm", "blocks.0.norm3"], others: ["blocks.0.mlp.3"])
    page.check(prefix: "grad.final_")
    page.check(prefix: "grad.blocks.0.mlp")
    page.check(prefix: "grad.blocks.0.norm3")
    page.check(["grad.blocks.0.residual2"])
  }
}

extension Chapter4Story {
  /// The gradients within norms, and of what was only added to something, as tables.
  func normSteps(_ page: Page, _ norms: [String], others: [String]) {
    page.text(
      "Two kinds of steps are left: those within a norm, whose sums are those of [chapter 2](chapter2/back-ada-ln), and those that hand a gradient on as it is, or times one number."
    )
    page.gradientTables(
      norms.map { norm in
        (
          "the steps of `\(norm.split(separator: ".").last ?? "")`",
          ["normalized", "std", "variance", "centered", "mean"].map { "\(norm).\($0)" }
        )
      } + [("steps that only hand it on", others)])
  }
}
