import ByHand
import Walkthrough

extension Chapter1Story {
  func convOut(_ page: Page) {
    func part(_ name: String) -> Grid { grid("conv_out.\(name)") }
    let prediction = part("2")
    page.inventory([
      .input("`x` = `up1.out`", "up1.out", from: "up1"),
      .parameters("`γ`, `β`", "conv_out.0"),
      .parameters("`W`, `b`", "conv_out.2"),
      .output("`v̂`, the predicted velocity", "conv_out.2"),
    ])
    page.section("Why")
    page.text(
      """
      The last step turns two feature maps into one picture-sized answer: normalize, bend, and one
      more convolution with a single kernel. There is no bend after it, because a velocity may have
      any sign and size. The hat on `v̂` says: a guess.
      """)
    page.section("1. Norm and SiLU: `normed`, `activated`")
    page.norm("conv_out.0", of: "up1.out", .group, worked: exampleIndex(part("0")))
    page.text("Then SiLU, entry by entry:")
    page.activation("conv_out.1", worked: example(part("1")))
    page.section("2. The convolution: `v̂`")
    page.convolutionFormula("conv_out.2", of: "conv_out.1", channels: 2)
    page.entry(prediction[0, 2, 0])
    page.section("All of `v̂`, beside the truth")
    page.heatMap(
      [prediction, grid("velocity")], sharesScale: true,
      alt: "The predicted velocity and the true velocity as heat maps")
    page.text("How far apart are the two? The next page puts a number on that.")
    page.table(prediction)
    page.foldedParameters("conv_out.2")
    page.everyEntry(of: prediction)
    page.section("In the core")
    page.excerpt("UNet.forward", says: "The whole way from picture to prediction")
    page.check(prefix: "conv_out.")
    page.checkYourself([
      (
        "How many parameters does the whole U-Net have?",
        "\(model.parameterCount): the sum of the counts in the tables at the head of \(page.links(from: "time", to: "conv-out")). The [contents](README.md#the-model) list them."
      )
    ])
    page.keep(
      "The output has the input's shape, because a velocity says for every pixel how fast it changes."
    )
  }
}
