import ByHand
import Numerics
import Walkthrough

extension Chapter1Story {
  func backTime(_ page: Page) {
    let e = grid("time_embed.3")
    page.inventory([
      .input(
        "the shares that four blocks send back to `e`", "grad.down1.time_mlp.0",
        "grad.mid1.time_mlp.0", "grad.mid2.time_mlp.0", "grad.up1.time_mlp.0",
        origin: ["up1", "middle", "down1"].map { page.link("back-\($0)") }.joined(
          separator: ", ")),
      .output("`∂L/∂W3`, `∂L/∂b3`", "grad.time_embed.3.weight", "grad.time_embed.3.bias"),
      .output("`∂L/∂W1`, `∂L/∂b1`", "grad.time_embed.1.weight", "grad.time_embed.1.bias"),
      .output("`∂L/∂x0`, `∂L/∂x1`, `∂L/∂t`", "grad.x0", "grad.x1", "grad.t"),
      .use("`waves`, `first`, `activated` of the way forward", from: "time"),
    ])
    page.section("1. `e`: four shares")
    page.text("Every block read `e` through a SiLU of its own. The four shares add up:")
    page.gradientEntry(e[1])
    page.table(gradient("time_embed.3"))
    page.everyGradient(of: e)
    page.section("2. The two linear layers and the SiLU between them")
    page.linearGradientFormula("time_embed.3", of: "time_embed.2")
    page.text(
      "A linear layer used once: each weight has one term, each input one term for every output.")
    page.gradientEntry(grid("time_embed.2")[1])
    page.heatMap(
      ["time_embed.3.weight", "time_embed.1.weight"].map(gradient),
      alt: "The gradients of the two weight matrices as heat maps")
    page.parameterGradients("time_embed.3")
    page.everyGradient(of: grid("time_embed.2"), grid("time_embed.1"))
    page.parameterGradients("time_embed.1")
    page.section("3. The waves, and the time itself")
    page.text(
      """
      sin′ = cos and cos′ = −sin. The time reaches the loss over three roads: through the two angles,
      through `x_t` (as the share of noise) and through `one_minus_t` (as the share of data). No one
      trains the time; but the sum is a good exercise in the chain rule.
      """)
    page.gradientEntry(grid("t").scalars[0])
    page.everyGradient(
      of: grid("time_embed.0"), grid("time_embed.0.angle"), grid("one_minus_t"), grid("t"))
    page.section("4. The two ends of the line")
    page.text("`x0` and `x1` were used twice each: in the mixture `x_t` and in the velocity.")
    page.gradientEntry(grid("x0")[0, 2, 0])
    page.table(gradient("x0"))
    page.table(gradient("x1"))
    page.everyGradient(of: grid("x0"), grid("x1"))
    page.section("In the core")
    page.excerpt("Linear.backward", says: "A linear layer's gradients")
    page.excerpt("Sinusoidal.backward", says: "The waves")
    page.excerpt("Flow.backward", says: "And the ends of the line")
    page.check(
      [
        "time_embed.3", "time_embed.3.weight", "time_embed.3.bias", "time_embed.2", "time_embed.1",
        "time_embed.1.weight", "time_embed.1.bias", "time_embed.0", "time_embed.0.angle",
        "one_minus_t", "t", "x0", "x1",
      ].map { "grad.\($0)" })
    let shares = run.trace.terms(of: e[1].id).map {
      run.trace.gradient(of: $0.consumer) * $0.derivative
    }
    page.checkYourself([
      (
        "Are the four shares of `e[1]` equally large? What would it mean if one were 0?",
        "No: \(shares.map(\.shown).joined(separator: ", ")). A share of 0 would mean that this block's result does not care about feature 1 of the time, here and now."
      )
    ])
    page.keep(
      "Every number of the forward pass now has a gradient."
    )
  }
}
