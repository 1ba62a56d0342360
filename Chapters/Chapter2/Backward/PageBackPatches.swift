import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func backPatches(_ page: Page) {
    page.inventory([
      .input("`∂L/∂z0`", "grad.tokens", from: "back-ada-ln"),
      .output("`∂L/∂Wp`, `∂L/∂bp`", "grad.patch_embed.proj.weight", "grad.patch_embed.proj.bias"),
      .output("`∂L/∂x_t`, `∂L/∂x0`, `∂L/∂x1`, `∂L/∂t`", "grad.x_t", "grad.x0", "grad.x1", "grad.t"),
    ])
    page.section("Why")
    page.text(
      "The positions were added and are not learned: the tokens' gradient passes them unchanged. Then back through the kernels, and, to the very start, along the line to the picture, the noise and the time. (Nobody changes those; they show that the recording is whole.)"
    )
    page.section("1. The kernels")
    page.convolutionGradientFormula(
      "patch_embed.proj", of: "x_t", channels: 1, stride: 2, padding: 0)
    page.gradientEntry(grid("patch_embed.proj.weight")[3, 0, 0, 1])
    page.text("Four terms: the kernel was laid on four patches.")
    page.everyGradient(of: grid("patch_embed.proj"))
    page.parameterGradients("patch_embed.proj", isLong: true)
    page.section("2. The picture")
    page.gradientEntry(grid("x_t")[0, 1, 2])
    page.text(
      "\(featureCount) terms: each pixel lies in one patch and was read by its \(featureCount) kernels."
    )
    page.heatMap([gradient("x_t")], alt: "The gradient of the noisy picture")
    page.table(gradient("x_t"))
    page.everyGradient(of: grid("x_t"), grid("x0"), grid("x1"))
    page.section("3. The time")
    page.gradientEntry(grid("t").scalars[0])
    page.everyGradient(of: grid("one_minus_t"), grid("t"))
    page.section("In the core")
    page.excerpt("Conv2d.backward", says: "Back through a convolution")
    page.check(
      [
        "patch_embed.proj", "patch_embed.proj.weight", "patch_embed.proj.bias", "x_t", "x0", "x1",
        "one_minus_t", "t",
      ]
      .map { "grad.\($0)" })
    page.checkYourself([
      (
        "Which of the \(model.parameterCount.grouped) gradients is the largest?", largestGradient
      )
    ])
    page.keep("Every number has a gradient now, down to the pixels and the clock.")
  }

  /// The parameter with the largest gradient.
  private var largestGradient: String {
    let all = parameterNames.flatMap { gradient($0).scalars }
    guard let largest = all.max(by: { $0.value.magnitude < $1.value.magnitude }) else { return "" }
    return "`\(largest.name)`, \(largest.value.shown)."
  }
}
