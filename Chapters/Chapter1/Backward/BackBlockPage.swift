import ByHand
import Numerics
import Walkthrough

/// What the pages of the way back through the four residual blocks share.
extension Chapter1Story {
  /// - Parameters:
  ///   - why: What is special about this block.
  ///   - before: The page that made the gradient of the block's result.
  ///   - input: The block's input, whose gradient is the result.
  ///   - derives: Whether the page derives the rules; the others refer to it.
  func backBlockPage(
    _ page: Page, _ block: String, why: String, from before: String, input: String,
    derives: Bool = false, keep: String
  ) {
    func part(_ name: String) -> Grid { grid("\(block).\(name)") }
    let parameters = page.parameters(block).map { "grad.\($0.name)" }
    page.inventory([
      .input("`∂L/∂out`", "grad.\(block).out", from: before),
      .output("the gradients of this block's \(parameters.count) grids of parameters"),
      .output("`∂L/∂\(page.names.grid(input))`, of its input", "grad.\(input)"),
      .use("everything of the way forward", from: block),
    ])
    page.section("Why")
    page.text(why)

    page.section("8. Back through the last SiLU: `∂L/∂sum`")
    if derives { siluBackText(page) }
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{sum}} = \frac{\partial L}{\partial\, \mathrm{out}}\cdot \mathrm{SiLU}'(\mathrm{sum})"#
    )
    page.heatMap(
      [gradient("\(block).out"), gradient("\(block).sum")],
      alt: "The gradients of out and of sum as heat maps")
    page.activationGradients(of: "\(block).sum", worked: example(part("sum")))

    page.section("7. The sum: two ways")
    page.text(
      """
      A sum hands its gradient to both of its terms, unchanged: one copy goes into `norm2` and down
      through the convolutions, the other straight through the shortcut to the input. That second road
      is why deep networks of such blocks can be trained at all.
      """)
    page.table(gradient("\(block).norm2"))
    page.everyGradient(of: part("norm2"))
    if run.trace["\(block).shortcut"] != nil {
      page.text("Here the shortcut is a 1×1 convolution with weights of its own:")
      page.gradientEntry(part("shortcut.weight")[1, 2, 0, 0])
      page.everyGradient(of: part("shortcut"))
      page.parameterGradients("\(block).shortcut")
    }

    page.section("6. Back through `norm2`")
    if derives { normBackText(page, "γ2", "β2") }
    normBack(page, "\(block).norm2", of: "\(block).conv2")

    page.section("5. Back through `conv2`")
    page.text(
      "Each weight was used at many places, each `h` in many windows; their gradients are sums over those uses, as on \(page.link("back-conv-out"))."
    )
    page.gradientEntry(part("conv2.weight")[1, 0, 1, 1])
    page.parameterGradients("\(block).conv2")
    page.gradientEntry(example(part("h")))
    page.table(gradient("\(block).h"))
    page.everyGradient(of: part("h"))

    page.section("4. Back through SiLU: `∂L/∂timed`")
    page.activationGradients(of: "\(block).timed", worked: example(part("timed")))

    page.section("3. Back into the time")
    page.text(
      """
      `time[c]` was added to all pixels of channel c, so its gradient is the sum of theirs. From there
      it goes through the linear layer to `awake`, and on to `e`, which collects a share from each
      block (\(page.link("back-time"))).
      """)
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{time}_c} = \sum_{r,q} \frac{\partial L}{\partial\, \mathrm{timed}_{c,r,q}}"#
    )
    page.linearGradientFormula("\(block).time_mlp.1", of: "\(block).time_mlp.0")
    page.gradientEntry(part("time_mlp.1")[1])
    page.everyGradient(of: part("time_mlp.1"))
    page.parameterGradients("\(block).time_mlp.1")
    page.table(gradient("\(block).time_mlp.0"))
    page.everyGradient(of: part("time_mlp.0"))

    page.section("2. Back through `norm1`")
    page.text("Adding the time does not change the slope:")
    page.everyGradient(of: part("norm1"))
    normBack(page, "\(block).norm1", of: "\(block).conv1")

    page.section("1. Back through `conv1`")
    page.gradientEntry(part("conv1.weight")[1, 0, 1, 1])
    page.parameterGradients("\(block).conv1")

    page.section("The input: both roads meet")
    page.text("Each term below comes through `conv1` or through the shortcut:")
    page.gradientEntry(example(grid(input)))
    page.heatMap([gradient(input)], alt: "The gradient of \(input) as a heat map")
    page.table(gradient(input))
    page.everyGradient(of: grid(input))

    page.section("In the core")
    if derives {
      page.excerpt("ResBlock.backward", says: "The same walk with tensors")
    } else {
      page.text("`ResBlock.backward`, as on \(page.link("back-up1")).")
    }
    page.check(prefix: "grad.\(block).")
    let worked = example(grid(input)).id
    let short = run.trace.terms(of: worked).reduce(0) { sum, term in
      let user = run.trace.place(of: term.consumer).grid.name
      let isShort = user == "\(block).shortcut" || user == "\(block).sum"
      return isShort ? sum + run.trace.gradient(of: term.consumer) * term.derivative : sum
    }
    let total = gradient(input)[exampleIndex(grid(input))].value
    page.checkYourself([
      (
        "What did each road bring to the worked gradient of `\(page.names.grid(input))`?",
        "\(short.shown) came through the shortcut and \((total - short).shown) through `conv1`: together \(total.shown)."
      )
    ])
    page.keep(keep)
  }

  /// A norm's gradients; the worked entries are those of the way forward.
  func normBack(_ page: Page, _ norm: String, of input: String) {
    page.normGradients(norm, of: input, worked: exampleIndex(grid(input)), channel: 1)
  }
}
