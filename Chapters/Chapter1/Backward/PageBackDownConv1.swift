import ByHand
import Numerics
import Walkthrough

extension Chapter1Story {
  func backDownConv1(_ page: Page) {
    page.inventory([
      .input("`∂L/∂small`", "grad.down_conv1", from: "back-middle"),
      .input("what `up1` sends back to `skip`", from: "back-up1"),
      .output("`∂L/∂W`, `∂L/∂b`", "grad.down_conv1.weight", "grad.down_conv1.bias"),
      .output("`∂L/∂skip`, complete", "grad.down1.out"),
    ])
    page.section("Why")
    page.text(
      """
      `skip` was used twice: it went down through this convolution, and across the U into `up1`. So its
      gradient has two parts, and only now, with both known, is it complete. Here is the whole point of
      a skip for learning: `down1` hears from the loss over a short road, not only through the bottom of
      the U.
      """)
    page.section("The formula")
    page.convolutionGradientFormula("down_conv1", of: "down1.out", channels: 2, stride: 2)
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{skip}} = \underbrace{\text{through } \mathtt{down\_conv1}}_{\text{the way down}} + \underbrace{\text{through } \mathtt{up1.conv1} \text{ and } \mathtt{up1.shortcut}}_{\text{across the U}}"#
    )
    page.section("One entry of each, in full")
    page.gradientEntry(grid("down_conv1.weight")[1, 0, 1, 1])
    page.text(
      "And one pixel of `skip`. The users called `small` lie on the way down, the others on the way across:"
    )
    page.gradientEntry(example(grid("down1.out")))
    page.section("All of it")
    page.heatMap(
      [gradient("down_conv1"), gradient("down1.out")],
      alt: "The gradients of the small maps and of the skip as heat maps")
    page.parameterGradients("down_conv1")
    page.table(gradient("down1.out"))
    page.everyGradient(of: grid("down1.out"))
    page.section("In the core")
    page.excerpt(
      "UNet.backward", says: "The whole way back; see where `dSkips` is kept and where it is added")
    page.check([
      "grad.down_conv1", "grad.down_conv1.weight", "grad.down_conv1.bias", "grad.down1.out",
    ])
    let pixel = grid("down1.out")[1, 2, 0].id
    let down = run.trace.terms(of: pixel).reduce(0) { sum, term in
      let isDown = run.trace.place(of: term.consumer).grid.name == "down_conv1"
      return isDown ? sum + run.trace.gradient(of: term.consumer) * term.derivative : sum
    }
    page.checkYourself([
      (
        "How large is each road's share of `∂L/∂skip[1,2,0]`?",
        "On the way down \(down.shown), across the U \((gradient("down1.out")[1, 2, 0].value - down).shown)."
      )
    ])
    page.keep("Used twice forward, summed twice backward.")
  }
}
