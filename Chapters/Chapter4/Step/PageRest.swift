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
    backToTheWords(page)
    page.checkYourself([
      (
        "How many numbers does the last projection make for a patch?",
        "Three, a patch being one pixel in three colours."
      ),
      (
        "Where does the gradient of `z2` go?",
        "It came by two ways, through norm3 and along the residual; it goes on by two: to `z1`, and into what was read."
      ),
    ])
    page.keep("Patches in, velocities out, and the same way back, until the words.")
  }

  /// From the loss to `z2`.
  private func backToTheWords(_ page: Page) {
    page.section("Back from the loss to `z2`")
    page.text(
      "From the loss through the projection, the MLP and the third norm, as in [chapter 2](chapter2/back-prediction). Where all of it arrives, one entry of `z2`, used by norm3 in two ways and by the residual:"
    )
    page.gradientEntry(grid("blocks.0.residual2")[0, 1, 3])
    page.gradientPass([
      ("`error` and `v̂`", ["error", "final_proj", "final_proj.weight", "final_proj.bias"]),
      ("`final_norm`", ["final_norm", "final_norm.weight", "final_norm.bias"]),
      (
        "`z3`, the MLP",
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
      "What is left on this way: within a norm, where the sums are those of [chapter 2](chapter2/back-ada-ln), and where a gradient is handed on as it is or times one number."
    )
    page.gradientTables(
      norms.map { norm in
        (
          "the steps of `\(norm.split(separator: ".").last ?? "")`",
          ["normalized", "std", "variance", "centered", "mean"].map { "\(norm).\($0)" }
        )
      } + [("what hands its gradient on", others)])
  }
}
