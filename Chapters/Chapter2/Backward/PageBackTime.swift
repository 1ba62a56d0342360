import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func backTime(_ page: Page) {
    let c = grid("time_embed.mlp.2")
    page.inventory([
      .input("`∂L/∂mod1`", "grad.blocks.0.norm1.proj", from: "back-ada-ln"),
      .input("`∂L/∂mod2`", "grad.blocks.0.norm2.proj", from: "back-mlp"),
      .output("`∂L/∂c`", "grad.time_embed.mlp.2"),
      .output("`∂L/∂W2`, `∂L/∂W0`", "grad.time_embed.mlp.2.weight", "grad.time_embed.mlp.0.weight"),
      .output("`∂L/∂waves`", "grad.time_embed.waves"),
    ])
    page.section("Why")
    page.text(
      "Both norms read the condition `c`, so its gradient has \(run.trace.terms(of: c[1].id).count) terms: \(2 * featureCount) scales and shifts of the first norm, and as many of the second. Then it goes back through the little network as usual."
    )
    page.section("1. The condition")
    page.gradientEntry(c[1])
    page.table(gradient("time_embed.mlp.2"))
    page.everyGradient(of: c)
    page.section("2. The network")
    page.linearGradientFormula("time_embed.mlp.2", of: "time_embed.mlp.1")
    page.gradientEntry(grid("time_embed.mlp.2.weight")[1, 2])
    page.parameterGradients("time_embed.mlp.2", isLong: true)
    page.slopeFormula(.silu)
    page.activationGradients(of: "time_embed.mlp.0", worked: grid("time_embed.mlp.0")[1])
    page.everyGradient(of: grid("time_embed.mlp.1"))
    page.gradientEntry(grid("time_embed.mlp.0.weight")[1, 0])
    page.parameterGradients("time_embed.mlp.0", isLong: true)
    page.section("3. The waves")
    page.gradientEntry(grid("time_embed.waves")[0])
    page.table(gradient("time_embed.waves"))
    page.everyGradient(of: grid("time_embed.waves"), grid("time_embed.waves.angle"))
    page.section("In the core")
    page.excerpt("DiTBlock.backward", says: "Where the two gradients of the condition are added")
    page.check(
      [
        "mlp.2", "mlp.2.weight", "mlp.2.bias", "mlp.1", "mlp.0", "mlp.0.weight", "mlp.0.bias",
        "waves", "waves.angle",
      ]
      .map { "grad.time_embed.\($0)" })
    page.checkYourself([
      (
        "With 28 blocks, how many gradients would be added up for `c`?",
        "Those of 56 norms, each through all its scales and shifts."
      )
    ])
    page.keep("One small network gives every norm the time, and every norm teaches it.")
  }
}
