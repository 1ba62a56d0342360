import ByHand
import Walkthrough

/// What a block's page says beside its numbers.
struct BlockText {
  let why: String
  let inputs: [Inventory]
  let questions: [(question: String, answer: String)]
  let keep: String
  /// What stands in a note on real systems.
  var inRealSystems: String?
  /// The page that explains the steps of all blocks, for the pages that need not do so again.
  var explainedOn: String?
}

/// What the pages of the two large residual blocks share: a heading for each step, with one entry worked;
/// all entries are folded.
extension Chapter1Story {
  func blockPage(_ page: Page, _ block: String, _ text: BlockText) {
    func part(_ name: String) -> Grid { grid("\(block).\(name)") }
    let channels = grid("\(block).conv1.weight").shape[1]
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

    page.section("1. Convolution: `conv1`")
    page.convolutionFormula("\(block).conv1", of: "x", channels: channels)
    page.text(
      "As on \(page.link("conv-in")), but the window now reaches through all \(channels) input channels $`c`$."
    )
    page.entry(example(part("conv1")))
    all(page, part("conv1"))

    page.section("2. Norm: `norm1`")
    normPart(page, block, "norm1", "conv1", text.explainedOn)

    page.section("3. Time: `timed`")
    timePart(page, block)

    page.section("4. SiLU: `h`")
    page.formula(#"h_{c,r,q} = \mathrm{SiLU}(\mathrm{timed}_{c,r,q})"#)
    page.lines([example(part("h"))])
    page.heatMap([part("conv1"), part("norm1"), part("h")], alt: "conv1, norm1 and h as heat maps")
    all(page, part("h"))

    page.section("5. Convolution and norm once more: `conv2`, `norm2`")
    page.text("Steps 1 and 2 again, on `h`, with parameters of their own.")
    page.convolutionFormula("\(block).conv2", of: "\(block).h", channels: part("h").shape[0])
    page.fold("One entry of <code>conv2</code>, in full") { page.entry(example(part("conv2"))) }
    all(page, part("conv2"))
    page.fold("One entry of <code>norm2</code>, step by step") {
      page.normSteps("\(block).norm2", .group, worked: exampleIndex(part("norm2")))
    }
    page.fold("All of <code>norm2</code>") { page.normTables("\(block).norm2") }

    page.section("6. Sum: the shortcut")
    if run.trace["\(block).shortcut"] != nil {
      convolvedShortcut(page, block, channels)
    } else {
      plainShortcut(page)
    }
    page.lines([example(part("sum"))])
    all(page, part("sum"))

    page.section("7. SiLU: `out`")
    page.formula(#"\mathrm{out}_{c,r,q} = \mathrm{SiLU}(\mathrm{sum}_{c,r,q})"#)
    page.lines([example(part("out"))])
    page.heatMap(
      [part("norm2"), part("sum"), part("out")], alt: "norm2, sum and out as heat maps")
    all(page, part("out"))
    ending(page, block, text)
  }

  private func ending(_ page: Page, _ block: String, _ text: BlockText) {
    if let note = text.inRealSystems { page.inRealSystems(note) }
    page.section("By hand and in the core")
    page.foldedParameters(block)
    if let explained = text.explainedOn {
      page.text("The code is the same as for the first block: \(page.link(explained)).")
    } else {
      page.excerpt("ByHand.resBlock", says: "The block by hand")
      page.excerpt("ResBlock.forward", says: "The block in the core")
      page.excerpt("Normalization.forward", says: "Inside its norms")
    }
    page.check(prefix: "\(block).")
    page.checkYourself(text.questions)
    page.keep(text.keep)
    page.text("The way back through this block is \(page.link("back-\(block)")).")
  }

  /// A step's result as tables, and every entry, folded.
  private func all(_ page: Page, _ grid: Grid) {
    page.fold("All of <code>\(page.names.grid(grid.name))</code>") {
      page.table(grid)
      page.everyEntry(of: grid)
    }
  }

  private func timePart(_ page: Page, _ block: String) {
    func part(_ name: String) -> Grid { grid("\(block).\(name)") }
    page.text(
      """
      The block reads the clock: the features `e` go through SiLU (`activated`) and a linear layer (`time`), which
      makes one number per channel. That number is added to all pixels of its channel.
      """)
    page.linearFormula("\(block).time_mlp.1", of: "\(block).time_mlp.0")
    page.entry(part("time_mlp.1")[1])
    page.formula(#"\mathrm{timed}_{c,r,q} = \mathrm{norm1}_{c,r,q} + \mathrm{time}_c"#)
    page.lines([example(part("timed"))])
    page.fold("All of <code>activated</code> and <code>time</code>") {
      page.lines(part("time_mlp.0").scalars)
      page.table(part("time_mlp.1"))
      page.everyEntry(of: part("time_mlp.1"))
    }
    all(page, part("timed"))
  }

  /// A block's layers with parameters, and their short names.
  private func blockLayers(_ block: String) -> [Inventory] {
    [
      ("conv1", "`W1`, `b1`"), ("norm1", "`γ1`, `β1`"), ("time_mlp.1", "`Wt`, `bt`"),
      ("conv2", "`W2`, `b2`"), ("norm2", "`γ2`, `β2`"), ("shortcut", "`Ws`, `bs`"),
    ].filter { run.trace["\(block).\($0.0).weight"] != nil }
      .map { layer, short in .parameters(short, "\(block).\(layer)") }
  }

  private func normPart(
    _ page: Page, _ block: String, _ norm: String, _ input: String, _ explained: String?
  ) {
    let (name, sign) = ("\(block).\(norm)", norm.suffix(1))
    if let explained {
      page.text("Mean 0 and variance 1, then a scale and a shift, as on \(page.link(explained)).")
    } else {
      page.text(
        """
        Sums of many products drift: too large or too small, layer by layer. *Group norm* brings all
        \(grid(name).count) numbers (our one group holds both channels) to mean 0 and variance 1. Then each
        channel gets its own scale `γ\(sign)` and shift `β\(sign)`, so that the network may undo what it does
        not need.
        """)
    }
    page.normFormula(name, of: "\(block).\(input)", .group)
    page.normSteps(name, .group, worked: exampleIndex(grid(name)))
    page.fold("All of <code>\(norm)</code>") { page.normTables(name) }
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
    page.entry(example(shortcut))
    all(page, shortcut)
    page.formula(
      #"\mathrm{sum}_{o,r,q} = \mathrm{norm2}_{o,r,q} + \mathrm{shortcut}_{o,r,q}"#)
  }

  private func plainShortcut(_ page: Page) {
    page.text(
      """
      The block's input is added, unchanged, to what the two convolutions made of it. So the block
      only has to learn what to *change*; and on the way back the gradient gets a second road (\(page.link("back-down1"))).
      """)
    page.formula(#"\mathrm{sum}_{c,r,q} = \mathrm{norm2}_{c,r,q} + x_{c,r,q}"#)
  }
}
