import ByHand
import Numerics
import Walkthrough

/// What the pages of the way back through the two large residual blocks share. The sections count down
/// through the steps of the way forward.
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
    if !derives {
      page.text(
        "The seven steps are those of \(page.link("back-up1")), where each rule is derived. Only the numbers differ, so here the steps are folded; whoever is in a hurry goes on to \(page.link("back-conv-in"))."
      )
    }
    func step(_ title: String, _ write: () -> Void) {
      if !derives { return page.fold(title, write) }
      page.section(title)
      write()
    }
    step("7. SiLU: `∂L/∂sum`") { siluStep(page, block, derives) }
    step("6. Sum: two roads") { sumStep(page, block, derives) }
    step("5. Norm and convolution: `norm2`, `conv2`") { convolutionStep(page, block, derives) }
    step("4. SiLU: `∂L/∂timed`") {
      page.gradientEntry(example(part("timed")))
      all(page, part("timed"))
    }
    step("3. Time") { backTimePart(page, block) }
    step("2. Norm: `norm1`") {
      page.text("Adding the time doesn't change the gradient:")
      page.everyGradient(of: part("norm1"))
      page.fold("The norm, as in step 5") {
        normBack(page, "\(block).norm1", of: "\(block).conv1")
      }
    }
    step("1. Convolution: `conv1`") {
      page.text("As in step 5, over the windows of the block's input.")
      weights(page, "\(block).conv1", worked: [1, 0, 1, 1], false)
    }

    page.section("The input: both roads meet")
    page.text("Each term below comes through `conv1` or through the shortcut:")
    page.gradientEntry(example(grid(input)))
    page.heatMap([gradient(input)], alt: "The gradient of \(input) as a heat map")
    all(page, grid(input))

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

  private func siluStep(_ page: Page, _ block: String, _ derives: Bool) {
    let sum = grid("\(block).sum")
    if derives { siluBackText(page) }
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{sum}} = \frac{\partial L}{\partial\, \mathrm{out}}\cdot \mathrm{SiLU}'(\mathrm{sum})"#
    )
    page.gradientEntry(example(sum))
    page.heatMap(
      [gradient("\(block).out"), gradient(sum.name)],
      alt: "The gradients of out and of sum as heat maps")
    all(page, sum)
  }

  private func sumStep(_ page: Page, _ block: String, _ derives: Bool) {
    let slopes = grid("\(block).sum").scalars.compactMap {
      run.trace.terms(of: $0.id).first?.derivative
    }
    page.text(
      """
      A sum hands its gradient to both of its terms, unchanged: one copy goes into `norm2` and back
      through the convolutions, the other along the shortcut to the input. In this block a SiLU stands *after* the sum, so both copies have
      been multiplied by its slope, here from \((slopes.min() ?? 0).fixed(2)) to \((slopes.max() ?? 0).fixed(2)): where the slope is small, little gets back on either road. Many deep networks put nothing
      after the sum, so that one road leads from the last block to the first without any factor.
      """)
    page.everyGradient(of: grid("\(block).norm2"))
    if let shortcut = run.trace["\(block).shortcut"] {
      page.text("Here the shortcut is a 1×1 convolution with weights of its own.")
      weights(page, "\(block).shortcut", worked: [1, 2, 0, 0], derives)
      page.everyGradient(of: shortcut)
    }
  }

  private func convolutionStep(_ page: Page, _ block: String, _ derives: Bool) {
    let h = grid("\(block).h")
    if derives { normBackText(page, "γ2", "β2") }
    normBack(page, "\(block).norm2", of: "\(block).conv2")
    page.text(
      "Then the convolution. Each weight was used at many places, each `h` in many windows; their gradients are sums over those uses, as on \(page.link("back-conv-out"))."
    )
    weights(page, "\(block).conv2", worked: [1, 0, 1, 1], derives)
    page.fold("One gradient of <code>h</code>, in full") { page.gradientEntry(example(h)) }
    all(page, h)
  }

  /// Gradients as tables, and every one of them, folded.
  private func all(_ page: Page, _ grid: Grid) {
    page.fold("All of ∂L/∂\(page.names.grid(grid.name))") {
      page.table(gradient(grid.name))
      page.everyGradient(of: grid)
    }
  }

  /// The gradients of a layer's parameters: all of them folded, one in full, which is folded as well
  /// where the page derives nothing.
  private func weights(_ page: Page, _ layer: String, worked index: [Int], _ isOpen: Bool) {
    let weight = grid("\(layer).weight")
    let entry = { page.gradientEntry(weight[index]) }
    if isOpen { entry() } else { page.fold("One weight's gradient, in full", entry) }
    let names = page.parameters(layer).map { "∂L/∂\(page.names.grid($0.name))" }
    page.fold("All of \(names.joined(separator: " and "))") { page.parameterGradients(layer) }
  }

  private func backTimePart(_ page: Page, _ block: String) {
    func part(_ name: String) -> Grid { grid("\(block).\(name)") }
    page.text(
      """
      `time[c]` was added to all pixels of channel c, so its gradient is the sum of theirs. From there
      it goes through the linear layer to `activated`, and on to `e`, which collects a share from each
      block (\(page.link("back-time"))).
      """)
    page.formula(
      #"\frac{\partial L}{\partial\, \mathrm{time}_c} = \sum_{r,q} \frac{\partial L}{\partial\, \mathrm{timed}_{c,r,q}}"#
    )
    page.linearGradientFormula("\(block).time_mlp.1", of: "\(block).time_mlp.0")
    page.gradientEntry(part("time_mlp.0")[1])
    page.fold("All of ∂L/∂time, ∂L/∂Wt, ∂L/∂bt and ∂L/∂activated") {
      page.gradientEntry(part("time_mlp.1")[1])
      page.everyGradient(of: part("time_mlp.1"))
      page.parameterGradients("\(block).time_mlp.1")
      page.table(gradient("\(block).time_mlp.0"))
      page.everyGradient(of: part("time_mlp.0"))
    }
  }

  /// A norm's gradients; the worked entries are those of the way forward.
  func normBack(_ page: Page, _ norm: String, of input: String) {
    page.normGradients(norm, of: input, worked: exampleIndex(grid(input)), channel: 1)
  }
}
