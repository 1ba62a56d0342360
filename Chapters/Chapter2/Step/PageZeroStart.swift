import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func zeroStart(_ page: Page) {
    page.section("Why")
    page.text(
      """
      Production DiTs do not start from random numbers everywhere. Their last layer, `final_proj`, starts at **zero**: the first
      answer is 0 for every pixel, whatever the blocks do. But if `Wv` is 0, what can flow back through it? Let us look:
      the same step, from the same parameters but for `Wv` = 0 and `bv` = 0.
      """)
    page.section("Step one: the gradient stops at the last layer")
    let (loss1, loss2) = (value("zero1.loss"), value("zero2.loss"))
    page.lines(
      [grid("zero1.final_proj")[1, 2]], names: Names.dit(pass: "zero1.", parameters: "zero."))
    page.text(
      "The answer is 0 everywhere, so the loss is the mean of the squared velocities: \(loss1.shown). The gradients of the last layer are not 0; those of its input are, because each is a sum of products with a weight, and every weight is 0:"
    )
    page.formula(
      #"\frac{\partial L}{\partial\,\mathrm{final\_norm}_{i,m}} = \sum_{j=0}^{3} \frac{\partial L}{\partial \hat v_{i,j}}\; \mathrm{Wv}_{j,m} = 0"#
    )
    page.table(grid("zero_grad1.zero.final_proj.weight"), called: "∂L/∂Wv, step one")
    page.table(grid("zero_grad1.zero1.final_norm"), called: "∂L/∂final_norm, step one")
    page.text("The largest gradient of each layer's parameters:")
    var table = Table(["layer", "parameters", "largest, step one", "largest, step two"], left: [0])
    let layers = [
      "patch_embed.", "time_embed.", "blocks.0.norm1.", "blocks.0.attn.", "blocks.0.norm2.",
      "blocks.0.mlp.",
      "final_norm.", "final_proj.",
    ]
    for layer in layers {
      func largest(_ prefix: String) -> Double {
        parameterNames.filter { $0.hasPrefix(layer) }
          .flatMap { grid(prefix + $0).values.map(\.magnitude) }.max() ?? 0
      }
      table.add([
        "`\(layer.dropLast())`", count(layer), largest("zero_grad1.zero.").shown,
        largest("zero_grad2.zero.updated.").shown,
      ])
    }
    page.text(table.markdown)
    page.section("Step two: it flows")
    let updated = grid("zero.updated.final_proj.weight")
    page.text(
      "AdamW moves every weight of the last layer by about the learning rate (and lets the others decay a little). Now they are not 0 any more, so the second step's gradients reach the first layer."
    )
    page.table(updated, called: "Wv after step one")
    page.table(grid("zero_grad2.zero2.final_norm"), called: "∂L/∂final_norm, step two")
    page.text(
      "The loss went from \(loss1.shown) to \(loss2.shown). One step is lost for the layers below, no more; and a model of many blocks begins with a calm answer in place of noise."
    )
    page.section("A gate that starts closed: adaLN-Zero")
    page.text(
      """
      The DiT's authors go further. The condition makes a third thing besides scale and shift: a *gate* g, one number per feature, by which each block's change is multiplied before it is added, $`y = x + g \\cdot f(x)`$. Its projection starts at zero, so every
      block starts as if it were not there. The same question as above, on two numbers with one gate: $`f(x) = W x`$, g = 0.
      """)
    page.lines(
      grid("gate.step1.branch").scalars + grid("gate.step1.y").scalars
        + [grid("gate.step1.loss").scalars[0]],
      names: gateNames(1))
    page.text(
      "Backward: the gate's gradient is the sum over its uses, and none of its factors is 0; that of `W` has the factor g."
    )
    var gate = Table(
      ["", "∂L/∂g", "∂L/∂W[0,0]", "∂L/∂W[0,1]", "∂L/∂W[1,0]", "∂L/∂W[1,1]"], left: [0])
    gate.add(
      ["step one"]
        + (grid("gate_grad1.gate.g").values + grid("gate_grad1.gate.W").values).map(\.shown))
    gate.add(
      ["step two"]
        + (grid("gate_grad2.gate.updated.g").values + grid("gate_grad2.gate.updated.W").values).map(
          \.shown))
    page.text(gate.markdown)
    page.text(
      "After AdamW's step the gate is \(grid("gate.updated.g").values[0].shown), and in step two `W` learns:"
    )
    page.lines(
      grid("gate.step2.branch").scalars + grid("gate.step2.y").scalars
        + [grid("gate.step2.loss").scalars[0]],
      names: gateNames(2))
    page.section("In the core")
    page.check(prefix: "zero1.")
    page.check(prefix: "zero2.")
    page.check(prefix: "zero_grad1.")
    page.check(prefix: "zero_grad2.")
    page.check(prefix: "gate")
    page.checkYourself([
      (
        "What would happen if *both* `Wv` and the norm before it (γ and β) started at zero?",
        "Then ∂L/∂Wv = Σ ∂L/∂v̂ · final_norm would be 0 as well, because final_norm is 0, and ∂L/∂γ has the factor Wv = 0. Only `bv` would ever learn."
      )
    ])
    page.keep("One zero in a product stops the gradient of its partner, not its own.")
  }

  private func gateNames(_ step: Int) -> Names {
    let prefix = step == 1 ? "gate." : "gate.updated."
    return Names(
      dropping: ["gate.step\(step)."],
      ["\(prefix)W": "W", "\(prefix)g": "g", "gate.x": "x", "gate.target": "target"])
  }
}
