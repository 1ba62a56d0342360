import ChapterKit
import Walkthrough

extension Chapter5Story {
  func backDraw(_ page: Page) {
    page.inventory([
      .input("`∂L/∂z`", "grad.z", from: "back-decoder"),
      .use("`noise`, `σ`", "eps", "std", from: "draw"),
      .use("`both`, `logvar`", "encoder.4", "logvar", from: "encoder"),
      .output("`∂L/∂σ`", "grad.std"), .output("`∂L/∂logvar`", "grad.logvar"),
      .output("`∂L/∂both`", "grad.encoder.4"),
    ])
    page.section("Why")
    page.text(
      "Two things used what the encoder says of a latent: the draw and the KL. So the gradient comes back by two ways, and here they meet."
    )
    page.section("1. Through the draw")
    page.text(
      "$`z = \\sigma\\cdot\\mathrm{noise} + \\mathrm{mean}`$: the mean gets the gradient as it is, and the deviation gets it times the noise. If the draw had been made *inside*, there would be no line to walk back along."
    )
    page.gradientEntry(grid("std")[0, 0, 1, 0])
    page.table(gradient("std"))
    page.section("2. Through the KL")
    page.text(
      "In the loss, every term is multiplied by β. A term's slope is μ for the mean, and $`\\tfrac12(\\sigma^2 - 1)`$ for the logarithm of the variance. The latter comes in two pieces below: through σ², and directly."
    )
    page.gradientEntry(grid("kl.term")[0, 0, 1, 0])
    page.gradientEntry(grid("variance")[0, 0, 1, 0])
    page.section("3. Both together")
    page.text(
      "Each mean was used twice: by the draw and by the KL. Each logarithm of a variance was used three times:"
    )
    page.gradientEntry(grid("encoder.4")[0, 0, 1, 0])
    page.gradientEntry(grid("logvar")[0, 0, 1, 0])
    page.table(gradient("encoder.4"))
    page.everyGradient(
      of: ["kl", "kl.picture", "kl.term", "variance", "std", "logvar", "encoder.4"].map(grid))
    page.section("In the core")
    page.excerpt("Reparameterization.backward", says: "Through the draw")
    page.excerpt("KL.backward", says: "Through the KL")
    page.check(
      ["kl", "kl.picture", "kl.term", "variance", "std", "logvar", "encoder.4", "eps"].map {
        "grad.\($0)"
      })
    page.checkYourself([
      (
        "Which way does the KL alone pull a mean, and a variance above 1?",
        "It pulls the mean towards 0, with β·μ. It pulls the variance down, with β·½·(σ² − 1) on its logarithm."
      )
    ])
    page.keep("The noise is a factor like any other; that's why gradients pass.")
  }
}
