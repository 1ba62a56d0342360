import ChapterKit
import Core
import Walkthrough

extension Chapter5Story {
  func backDecoder(_ page: Page) {
    page.inventory([
      .use("`L`, the loss", "loss", from: "vae-loss"),
      .input("the parameters", from: "decoder"),
      .output("`∂L/∂x̂`", "grad.decoder.8"), .output("`∂L/∂z`", "grad.z"),
    ])
    page.section("Why")
    page.text(
      "The loss knows how far off the painting is. Now its gradient goes the decoder's way in reverse: from the painting, through the doubling, down to the latents."
    )
    page.section("1. From the loss to the picture")
    page.text(
      "`mse` is the mean of \(grid("x").count) squares, so each error has the slope 2·error/\(grid("x").count). What was painted has the same one, because error = x̂ − x:"
    )
    page.gradientEntry(grid("error")[0, 0, 1, 2])
    page.gradientEntry(grid("decoder.8")[0, 0, 1, 2])
    page.section("2. Down to where the picture was doubled")
    page.text(
      "Kernels, SiLU and norms go back as in chapter 1 ([kernels](chapter1/back-conv-out), [SiLU and norms](chapter1/back-up1))."
    )
    let parts = gradientLayers("decoder.")
    page.gradientPass([parts[0], parts[1]])
    page.section("3. The doubling, backward")
    page.text(
      "Each number of `d3` became four pixels, and several windows of `d4` saw each of them. The copies are the same number, so everything that was done with any of them adds up:"
    )
    page.gradientEntry(grid("decoder.3.out")[0, 1, 1, 0])
    page.section("4. Down to the latents")
    page.gradientPass([parts[2], parts[3]])
    page.text("One number of `z`, and then all of them:")
    page.gradientEntry(grid("z")[0, 0, 1, 0])
    page.table(gradient("z"))
    page.section("In the core")
    page.excerpt("VAE.backward", says: "From the loss to every gradient")
    page.check(prefix: "grad.decoder.")
    page.check(["grad.z", "grad.error", "grad.mse"])
    page.checkYourself([
      (
        "How many terms does the gradient of `d3[0,1,1,0]` have? And how many would it have in the middle of a larger grid?",
        "\(run.trace.terms(of: grid("decoder.3.out")[0, 1, 1, 0].id).count): in a grid of 2×2, every place is a corner, and windows that would reach beyond the edge are missing. In the middle, each of its 4 copies is seen by 9 windows in 2 channels: 72."
      )
    ])
    page.keep("The gradients of all copies add up in the original.")
  }

  /// The gradients of a half of the VAE, from its end to its beginning.
  func gradientLayers(_ half: String) -> [Page.Layer] {
    func all(_ layer: String, _ own: Bool = true) -> [String] {
      (own ? ["\(half)\(layer)"] : []) + ["\(half)\(layer).weight", "\(half)\(layer).bias"]
    }
    func norm(_ layer: String) -> [String] {
      all(layer)
        + ["normalized", "std", "variance", "centered", "mean"].map { "\(half)\(layer).\($0)" }
    }
    func block(_ name: String) -> [String] {
      ["sum"].map { "\(half)\(name).\($0)" } + norm("\(name).norm2") + all("\(name).conv2")
        + ["\(half)\(name).h"] + norm("\(name).norm1") + all("\(name).conv1")
    }
    if half == "decoder." {
      return [
        ("`x̂`", all("8")), ("`d5`, `d4_norm`, `d4`", ["decoder.7"] + norm("6") + all("5")),
        ("the residual block", block("3")),
        ("`d2`, `d1_norm`, `d1`", ["decoder.2"] + norm("1") + all("0")),
      ]
    }
    return [
      ("`both`", all("4", false)), ("the residual block", ["encoder.3.out"] + block("3")),
      ("`e2`, `e1_norm`, `e1`", ["encoder.2"] + norm("1") + all("0")),
    ]
  }
}
