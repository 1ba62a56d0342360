import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter5Story {
  func backDecoder(_ page: Page) {
    page.inventory([
      .use("`L`, the loss", "loss", from: "vae-loss"),
      .output("`∂L/∂x̂`", "grad.decoder.8"), .output("`∂L/∂z`", "grad.z"),
    ])
    page.section("1. From the loss to the picture")
    page.text(
      "`mse` is the mean of \(grid("x").count) squares, so each error has the slope 2·error/\(grid("x").count); what was painted has the same, for error = x̂ − x:"
    )
    page.gradientEntry(grid("error")[0, 0, 1, 2])
    page.gradientEntry(grid("decoder.8")[0, 0, 1, 2])
    page.section("2. Down to where the picture was doubled")
    page.text(
      "Kernels, SiLU and norms go back as in chapter 1 ([kernels](../chapter1/15-back-conv-out.md), [SiLU and norms](../chapter1/16-back-up1.md))."
    )
    let parts = gradientLayers("decoder.")
    page.gradientPass([parts[0], parts[1]])
    page.section("3. The doubling, backward")
    page.text(
      "One number of `d3` was seen as four pixels, each by several windows of `d4`. Copies are the same number, so all that was done with any of them adds up:"
    )
    page.gradientEntry(grid("decoder.3.out")[0, 1, 1, 0])
    page.section("4. Down to the latents")
    page.gradientPass([parts[2], parts[3]])
    page.gradientEntry(grid("z")[0, 0, 1, 0])
    page.table(gradient("z"))
    page.section("In the core")
    page.excerpt("VAE.backward", says: "From the loss to every gradient")
    page.check(prefix: "grad.decoder.")
    page.check(["grad.z", "grad.error", "grad.mse"])
    page.checkYourself([
      (
        "How many terms has the gradient of `d3[0,1,1,0]`, and how many would it have in the middle of a larger grid?",
        "\(run.trace.terms(of: grid("decoder.3.out")[0, 1, 1, 0].id).count): in a grid of 2×2 every place is a corner, and windows that reach beyond the edge are missing. In the middle each of its 4 copies is seen by 9 windows of 2 channels: 72."
      )
    ])
    page.keep("A copy's gradient goes to the original.")
  }

  func backDraw(_ page: Page) {
    page.inventory([
      .input("`∂L/∂z`", "grad.z", from: "back-decoder"),
      .output("`∂L/∂σ`", "grad.std"), .output("`∂L/∂both`", "grad.encoder.4"),
    ])
    page.section("1. Through the draw")
    page.text(
      "$`z = \\sigma\\cdot\\mathrm{noise} + \\mathrm{mean}`$: the mean gets the gradient as it is, the deviation gets it times the noise. Had the draw been made *inside*, there would be no line to walk back along."
    )
    page.gradientEntry(grid("std")[0, 0, 1, 0])
    page.table(gradient("std"))
    page.section("2. Through the KL")
    page.text(
      "Every term weighs β. Its slope is μ for the mean, and $`\\tfrac12(\\sigma^2 - 1)`$ for the logarithm of the variance, which comes in two pieces below: through σ² and directly."
    )
    page.gradientEntry(grid("kl.term")[0, 0, 1, 0])
    page.gradientEntry(grid("variance")[0, 0, 1, 0])
    page.section("3. Both together")
    page.text(
      "A mean was used twice, by the draw and by the KL; a logarithm of a variance three times:")
    page.gradientEntry(grid("encoder.4")[0, 0, 1, 0])
    page.gradientEntry(grid("encoder.4")[0, 2, 1, 0])
    page.table(gradient("encoder.4"))
    page.everyGradient(
      of: ["kl", "kl.picture", "kl.term", "variance", "std", "encoder.4"].map(grid))
    page.section("In the core")
    page.excerpt("Reparameterization.backward", says: "Through the draw")
    page.excerpt("KL.backward", says: "Through the KL")
    page.check(
      ["kl", "kl.picture", "kl.term", "variance", "std", "encoder.4", "eps"].map { "grad.\($0)" })
    page.checkYourself([
      (
        "Which way does the KL alone pull a mean, and a variance above 1?",
        "The mean towards 0, by β·μ; the variance down, by β·½·(σ² − 1) for its logarithm."
      )
    ])
    page.keep("The noise is a factor like any other; that is why gradients pass.")
  }

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

  /// The gradients of a half of the VAE, from its end to its beginning.
  private func gradientLayers(_ half: String) -> [Page.Layer] {
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
