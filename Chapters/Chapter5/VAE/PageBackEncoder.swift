import ChapterKit
import Walkthrough

extension Chapter5Story {
  func backEncoder(_ page: Page) {
    page.inventory([
      .input("`∂L/∂both`", "grad.encoder.4", from: "back-draw"),
      .input("the parameters", from: "encoder"),
      .output("the gradients of the encoder's parameters"),
      .output("`∂L/∂x`", "grad.x"),
    ])
    page.section("Down to the pixels")
    page.text(
      "The last part of the way back: from the means and variances, through the encoder's layers, to the pixels. The sums are those of chapter 1 ([kernels](chapter1/back-conv-out), [SiLU and norms](chapter1/back-up1))."
    )
    page.gradientPass(gradientLayers("encoder."))
    page.text(
      "The picture was used twice: by the encoder's kernels, and as the target of the loss. So its gradient has terms of both kinds:"
    )
    page.gradientEntry(grid("x")[0, 0, 1, 2])
    page.foldedTables("All of ∂L/∂x", [gradient("x")])
    page.everyGradientInNumbers(of: [grid("x")])
    page.check(prefix: "grad.encoder.")
    page.check(["grad.x"])
    page.checkYourself([
      (
        "How often was the pixel above used?",
        "\(run.trace.terms(of: grid("x")[0, 0, 1, 2].id).count): \(run.trace.terms(of: grid("x")[0, 0, 1, 2].id).count - 1) times in the kernels' windows, and once in the error."
      )
    ])
    page.keep("The error goes a long way back: decoder, draw, encoder.")
  }
}
