import ChapterKit
import Walkthrough

extension Chapter4Story {
  func backRest(_ page: Page) {
    page.section("From the loss to `z2`")
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
    page.check(prefix: "grad.final_")
    page.check(prefix: "grad.blocks.0.mlp")
    page.check(prefix: "grad.blocks.0.norm3")
    page.check(["grad.blocks.0.residual2"])
    page.checkYourself([
      (
        "Where does the gradient of `z2` go?",
        "It came by two ways, through norm3 and along the residual; it goes on by two: to `z1`, and into what was read."
      )
    ])
    page.keep("The same way back, until the words.")
  }
}
