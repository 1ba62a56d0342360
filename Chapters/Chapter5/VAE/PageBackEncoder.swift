import ChapterKit
import Walkthrough

extension Chapter5Story {
  func backEncoder(_ page: Page) {
    page.inventory([
      .input("`∂L/∂both`", "grad.encoder.4", from: "back-draw"),
      .output("the gradients of the encoder's parameters"),
      .output("`∂L/∂x`", "grad.x"),
    ])
    page.section("Down to the pixels")
    page.gradientPass(gradientLayers("encoder."))
    page.text(
      "The picture was used twice: by the encoder's kernels, and as what was to be painted. So its gradient has terms of both kinds:"
    )
    page.gradientEntry(grid("x")[0, 0, 1, 2])
    page.foldedTables("All of ∂L/∂x", [gradient("x")])
    page.everyGradientInNumbers(of: [grid("x")])
    page.check(prefix: "grad.encoder.")
    page.check(["grad.x"])
    page.checkYourself([
      (
        "How many uses had the pixel above?",
        "\(run.trace.terms(of: grid("x")[0, 0, 1, 2].id).count): \(run.trace.terms(of: grid("x")[0, 0, 1, 2].id).count - 1) in kernels' windows, and one in the error."
      )
    ])
    page.keep("The error's long way: decoder, draw, encoder.")
  }
}
