import ByHand
import Walkthrough

/// What the pages of the way back through the four residual blocks share.
extension Story {
  func backBlockPage(
    _ block: String, title: String, why: String, from: String, inputs: [String],
    inputNames: [String: String], keep: String
  ) {
    let page = book.page("back-\(block)", title, Self.blockNames(block, input: inputNames))
    func part(_ name: String) -> Grid { grid("\(block).\(name)") }
    func gradients(_ names: [String]) -> [Grid] { names.map { gradient("\(block).\($0)") } }
    let shape = part("out").shape.map(String.init).joined(separator: "×")
    let parameters = settings.parameters.map(\.name).filter { $0.hasPrefix("\(block).") }
    let count = parameters.reduce(0) { $0 + grid($1).count }
    let hasShortcut = run.trace["\(block).shortcut"] != nil

    page.trail(Self.backwardTrail, at: block)
    page.inventory([
      ("in", "`∂L/∂out`", shape, from),
      ("out", "the gradients of this block's parameters", "**\(count) numbers**", "this page"),
      (
        "out", "the gradients of its input",
        grid(inputs[0]).shape.map(String.init).joined(separator: "×"), "this page"
      ),
      ("also in use", "everything of the way forward", "", book.link(block)),
    ])
    page.section("Why")
    page.text(why)

    page.section("8. Back through the last SiLU: `∂L/∂sum`")
    if block == "up1" { siluBackText(page) }
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{sum}} = \frac{\partial L}{\partial\, \mathrm{out}}\cdot \mathrm{SiLU}'(\mathrm{sum})"#
    )
    page.gradientEntry(example(part("sum")))
    page.heatMap(gradients(["out", "sum"]), alt: "The gradients of out and of sum as heat maps")
    page.table(gradient("\(block).sum"))
    page.everyGradient(of: part("sum"))

    page.section("7. The sum: two ways")
    page.text(
      """
      A sum hands its gradient to both of its terms, unchanged: one copy goes into `norm2` and down
      through the convolutions, the other straight through the shortcut to the input. That second road
      is why deep networks of such blocks can be trained at all.
      """)
    page.table(gradient("\(block).norm2"))
    page.everyGradient(of: part("norm2"))
    if hasShortcut {
      page.text("Here the shortcut is a 1×1 convolution with weights of its own:")
      page.gradientEntry(part("shortcut.weight")[1, 2, 0, 0])
      page.table(gradient("\(block).shortcut.weight"))
      page.table(gradient("\(block).shortcut.bias"))
      page.everyGradient(of: part("shortcut"), part("shortcut.weight"), part("shortcut.bias"))
    }

    page.section("6. Back through `norm2`")
    if block == "up1" { normBackText(page, "γ2", "β2") }
    normBackNumbers(page, "\(block).norm2", input: "\(block).conv2")

    page.section("5. Back through `conv2`")
    page.text(
      "Each weight was used at many places, each `h` in many windows; their gradients are sums over those uses, as on \(book.link("back-conv-out"))."
    )
    page.gradientEntry(part("conv2.weight")[1, 0, 1, 1])
    page.table(gradient("\(block).conv2.weight"))
    page.table(gradient("\(block).conv2.bias"))
    page.everyGradient(of: part("conv2.weight"), part("conv2.bias"))
    page.gradientEntry(example(part("h")))
    page.table(gradient("\(block).h"))
    page.everyGradient(of: part("h"))

    page.section("4. Back through SiLU: `∂L/∂timed`")
    page.gradientEntry(example(part("timed")))
    page.table(gradient("\(block).timed"))
    page.everyGradient(of: part("timed"))

    page.section("3. Back into the time")
    page.text(
      """
      `time[c]` was added to all pixels of channel c, so its gradient is the sum of theirs. From there
      it goes through the linear layer to `awake`, and on to `e`, which collects a share from each
      block (\(book.link("back-time"))).
      """)
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{time}_c} = \sum_{r,q} \frac{\partial L}{\partial\, \mathrm{timed}_{c,r,q}} \qquad \frac{\partial L}{\partial Wt_{c,j}} = \frac{\partial L}{\partial\, \mathrm{time}_c}\,\mathrm{awake}_j \qquad \frac{\partial L}{\partial\, \mathrm{awake}_j} = \sum_{c} \frac{\partial L}{\partial\, \mathrm{time}_c}\,Wt_{c,j}"#
    )
    page.gradientEntry(part("time_mlp.1")[1])
    page.table(gradient("\(block).time_mlp.1.weight"))
    page.table(gradient("\(block).time_mlp.1.bias"))
    page.table(gradient("\(block).time_mlp.0"))
    page.everyGradient(
      of: part("time_mlp.1"), part("time_mlp.1.weight"), part("time_mlp.1.bias"), part("time_mlp.0")
    )

    page.section("2. Back through `norm1`")
    page.text(
      "`norm1` gets the gradient of `timed` unchanged, because adding the time does not change the slope."
    )
    page.everyGradient(of: part("norm1"))
    normBackNumbers(page, "\(block).norm1", input: "\(block).conv1")

    page.section("1. Back through `conv1`")
    page.gradientEntry(part("conv1.weight")[1, 0, 1, 1])
    page.table(gradient("\(block).conv1.weight"))
    page.table(gradient("\(block).conv1.bias"))
    page.everyGradient(of: part("conv1.weight"), part("conv1.bias"))

    page.section("The input: both roads meet")
    for input in inputs {
      let uses =
        input == "down1.out"
        ? "`\(input)` has still another user, the way down (\(book.link("back-down-conv1"))); that share is among its terms."
        : "Each term below comes through `conv1` or through the shortcut:"
      page.text(uses)
      page.gradientEntry(example(grid(input)))
      page.heatMap([gradient(input)], alt: "The gradient of \(input) as a heat map")
      page.table(gradient(input))
      page.everyGradient(of: grid(input))
    }

    page.section("In the core")
    if block == "up1" {
      page.excerpt("ResBlock.backward", says: "The same walk with tensors")
    } else {
      page.text("`ResBlock.backward`, as on \(book.link("back-up1")).")
    }
    let names = run.trace.grids.map(\.name).filter { $0.hasPrefix("grad.\(block).") }
    page.check(names + inputs.filter { !names.contains("grad.\($0)") }.map { "grad.\($0)" })
    page.keep(keep)
  }
}
