import ByHand
import Walkthrough

/// What a block's page says beside its numbers.
struct BlockText {
  let why: String
  let inputs: [Inventory]
  let questions: [(question: String, answer: String)]
  let keep: String
}

/// What the pages of the four residual blocks share.
extension Chapter1Story {
  func blockPage(_ page: Page, _ block: String, _ text: BlockText) {
    func part(_ name: String) -> Grid { grid("\(block).\(name)") }
    let channels = grid("\(block).conv1.weight").shape[1]
    let hasShortcut = run.trace["\(block).shortcut"] != nil
    page.inventory(
      text.inputs + [.input("`e`, the time embedding", "time_embed.3", from: "time")]
        + blockLayers(block) + [.output("`out`", "\(block).out")])
    page.section("Why")
    page.text(text.why)
    page.code(
      """
      x ─┬─ conv1 ── norm1 ── (+) ── SiLU ── conv2 ── norm2 ── (+) ── SiLU ── out
         │                     │                                │
         │  e ── SiLU ── time ─┘                                │
         └────────────────────── shortcut ──────────────────────┘
      """)
    page.text("On this page the names leave out the `\(block).` in front.")

    page.section("1. `conv1`")
    page.convolutionFormula("\(block).conv1", of: "x", channels: channels)
    page.text(
      "As on \(page.link("conv-in")), but the window now reaches through all \(channels) input channels $`c`$."
    )
    page.convolution("\(block).conv1", worked: example(part("conv1")))

    normSection(page, "2", block, "norm1", "conv1")

    page.section("3. The time: `time` and `timed`")
    page.text(
      """
      The block reads the clock: the features `e` go through SiLU and a linear layer, which makes
      one number a channel. That number is added to all pixels of its channel.
      """)
    page.lines(part("time_mlp.0").scalars)
    page.linear("\(block).time_mlp.1", of: "\(block).time_mlp.0", worked: [1])
    page.formula(#"\mathrm{timed}_{c,r,q} = \mathrm{norm1}_{c,r,q} + \mathrm{time}_c"#)
    page.lines([example(part("timed"))])
    page.table(part("timed"))
    page.everyEntry(of: part("timed"))

    page.section("4. SiLU: `h`")
    page.formula(#"h_{c,r,q} = \mathrm{SiLU}(\mathrm{timed}_{c,r,q})"#)
    page.heatMap([part("conv1"), part("norm1"), part("h")], alt: "conv1, norm1 and h as heat maps")
    page.activation("\(block).h", worked: example(part("h")))

    page.section("5. `conv2`")
    page.convolutionFormula(
      "\(block).conv2", of: "\(block).h", channels: part("h").shape[0])
    page.convolution("\(block).conv2", worked: example(part("conv2")))

    normSection(page, "6", block, "norm2", "conv2")

    page.section("7. The shortcut and the sum: `sum`")
    if hasShortcut { convolvedShortcut(page, block, channels) } else { plainShortcut(page) }
    page.lines([example(part("sum"))])
    page.table(part("sum"))
    page.everyEntry(of: part("sum"))

    page.section("8. SiLU: `out`")
    page.formula(#"\mathrm{out}_{c,r,q} = \mathrm{SiLU}(\mathrm{sum}_{c,r,q})"#)
    page.heatMap(
      [part("norm2"), part("sum"), part("out")], alt: "norm2, sum and out as heat maps")
    page.activation("\(block).out", worked: example(part("out")))

    page.section("By hand and in the core")
    page.foldedParameters(block)
    if block == "down1" {
      page.excerpt("ByHand.resBlock", says: "The block by hand")
      page.excerpt("ResBlock.forward", says: "The block in the core")
      page.excerpt("Normalization.forward", says: "Inside its norms")
    } else {
      page.text("The code is the same as for the first block: \(page.link("down1")).")
    }
    page.check(prefix: "\(block).")
    page.checkYourself(text.questions)
    page.keep(text.keep)
    page.text("The way back through this block is \(page.link("back-\(block)")).")
  }

  /// A block's layers with parameters, and their short names.
  private func blockLayers(_ block: String) -> [Inventory] {
    [
      ("conv1", "`W1`, `b1`"), ("norm1", "`γ1`, `β1`"), ("time_mlp.1", "`Wt`, `bt`"),
      ("conv2", "`W2`, `b2`"), ("norm2", "`γ2`, `β2`"), ("shortcut", "`Ws`, `bs`"),
    ].filter { run.trace["\(block).\($0.0).weight"] != nil }
      .map { layer, short in .parameters(short, "\(block).\(layer)") }
  }

  private func normSection(
    _ page: Page, _ number: String, _ block: String, _ norm: String, _ input: String
  ) {
    let (name, sign) = ("\(block).\(norm)", norm.suffix(1))
    page.section("\(number). `\(norm)`")
    page.text(
      """
      Sums of many products drift: too large or too small, layer by layer. *Group norm* brings all
      \(grid(name).count) numbers (our one group holds both channels) to mean 0 and variance 1. Then each
      channel gets its own scale `γ\(sign)` and shift `β\(sign)`, so that the network may undo what it does
      not need.
      """)
    page.normFormula(name, of: "\(block).\(input)", .group)
    page.normSteps(name, .group, worked: exampleIndex(grid(name)))
    page.normTables(name)
  }

  private func convolvedShortcut(_ page: Page, _ block: String, _ channels: Int) {
    let shortcut = grid("\(block).shortcut")
    page.text(
      """
      The input is added to what the two convolutions made of it, so the block only has to learn
      what to *change*. Here the input has \(channels) channels and the output \(shortcut.shape[0]), so the input
      first passes a convolution with a 1×1 kernel: each pixel's \(channels) channels are mixed into
      \(shortcut.shape[0]), and no neighbour is looked at.
      """)
    page.convolutionFormula("\(block).shortcut", of: "x", channels: channels, padding: 0)
    page.convolution("\(block).shortcut", worked: example(shortcut))
    page.formula(
      #"\mathrm{sum}_{o,r,q} = \mathrm{norm2}_{o,r,q} + \mathrm{shortcut}_{o,r,q}"#)
  }

  private func plainShortcut(_ page: Page) {
    page.text(
      """
      The block's input is added, unchanged, to what the two convolutions made of it. So the block
      only has to learn what to *change*; and on the way back the gradient has a road without
      obstacles.
      """)
    page.formula(#"\mathrm{sum}_{c,r,q} = \mathrm{norm2}_{c,r,q} + x_{c,r,q}"#)
  }
}
