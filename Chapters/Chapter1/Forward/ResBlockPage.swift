import ByHand
import Walkthrough

/// What the pages of the four residual blocks share. Their differences are said by the caller.
extension Story {
  /// Short names inside a block: `W1` for `down1.conv1.weight`, and no `down1.` in front.
  static func blockNames(_ block: String, input: [String: String] = [:]) -> Names {
    var aliases = input
    for (layer, sign) in [("conv1", "1"), ("conv2", "2"), ("time_mlp.1", "t"), ("shortcut", "s")] {
      aliases["\(block).\(layer).weight"] = "W\(sign)"
      aliases["\(block).\(layer).bias"] = "b\(sign)"
    }
    for sign in ["1", "2"] {
      aliases["\(block).norm\(sign).weight"] = "γ\(sign)"
      aliases["\(block).norm\(sign).bias"] = "β\(sign)"
    }
    aliases["\(block).time_mlp.0"] = "awake"
    aliases["\(block).time_mlp.1"] = "time"
    aliases["time_embed.3"] = "e"
    aliases["norm.epsilon"] = "ε"
    return Names(dropping: ["\(block)."], aliases)
  }

  /// A block's parameter layers: name, short names, and what they are.
  func blockParameters(_ block: String) -> [(String, String, String, String)] {
    [
      ("conv1", "`W1`, `b1`"), ("norm1", "`γ1`, `β1`"), ("time_mlp.1", "`Wt`, `bt`"),
      ("conv2", "`W2`, `b2`"), ("norm2", "`γ2`, `β2`"), ("shortcut", "`Ws`, `bs`"),
    ].compactMap { layer, short in
      guard let w = run.trace["\(block).\(layer).weight"],
        let b = run.trace["\(block).\(layer).bias"]
      else { return nil }
      let shape = w.shape.map(String.init).joined(separator: "×")
      return (
        "parameters", "\(short) = `\(block).\(layer).weight`, `.bias`",
        "\(shape) and \(b.count): **\(w.count + b.count) numbers**", settings.origin
      )
    }
  }

  struct BlockText {
    let why: String
    let input: String
    let inputShape: String
    let inputFrom: String
    var names: [String: String] = [:]
    let questions: [(question: String, answer: String)]
    let keep: String
  }

  func blockPage(_ pageName: String, _ title: String, _ block: String, _ text: BlockText) {
    let page = book.page(pageName, title, Self.blockNames(block, input: text.names))
    func part(_ name: String) -> Grid { grid("\(block).\(name)") }
    let out = part("out")
    let shape = out.shape.map(String.init).joined(separator: "×")
    let size = "\(shape): **\(out.count) numbers**"
    page.trail(Self.forwardTrail, at: block)
    page.inventory(
      [
        ("in", text.input, text.inputShape, text.inputFrom),
        ("in", "`e`, the time embedding", "4", book.link("time")),
      ]
        + blockParameters(block) + [("out", "`out`", size, "this page")])
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
    let inChannels = grid("\(block).conv1.weight").shape[1]
    page.formula(
      #"\mathrm{conv1}_{o,r,q} = \sum_{c=0}^{"# + "\(inChannels - 1)"
        + #"} \sum_{i=0}^{2} \sum_{j=0}^{2} x_{c,\,r+i-1,\,q+j-1} \; W1_{o,c,i,j} \;+\; b1_o"#)
    page.text(
      "As on \(book.link("conv-in")), but the window now reaches through all \(inChannels) input channels $`c`$. In full, `\(Self.label(example(part("conv1"))))`:"
    )
    page.entry(example(part("conv1")))
    page.table(part("conv1"))
    page.everyEntry(of: part("conv1"))

    normSection(page, "2", block, "norm1", "conv1", "γ1", "β1")

    page.section("3. The time: `time` and `timed`")
    page.text(
      """
      The block reads the clock: the four features `e` go through SiLU and a linear layer, which makes
      one number a channel. That number is added to all pixels of its channel.
      """)
    page.formula(
      #"\mathrm{time}_c = \sum_{j=0}^{3} \mathrm{SiLU}(e_j)\; Wt_{c,j} + bt_c \qquad \mathrm{timed}_{c,r,q} = \mathrm{norm1}_{c,r,q} + \mathrm{time}_c"#
    )
    page.lines(part("time_mlp.0").scalars)
    page.entry(part("time_mlp.1")[1])
    page.lines([example(part("timed"))])
    page.table(part("timed"))
    page.everyEntry(of: part("time_mlp.1"), part("timed"))

    page.section("4. SiLU: `h`")
    page.formula(#"h_{c,r,q} = \mathrm{SiLU}(\mathrm{timed}_{c,r,q})"#)
    page.lines([example(part("h"))])
    page.heatMap([part("conv1"), part("norm1"), part("h")], alt: "conv1, norm1 and h as heat maps")
    page.table(part("h"))
    page.everyEntry(of: part("h"))

    page.section("5. `conv2`")
    page.formula(
      #"\mathrm{conv2}_{o,r,q} = \sum_{c=0}^{1} \sum_{i=0}^{2} \sum_{j=0}^{2} h_{c,\,r+i-1,\,q+j-1} \; W2_{o,c,i,j} \;+\; b2_o"#
    )
    page.entry(example(part("conv2")))
    page.table(part("conv2"))
    page.everyEntry(of: part("conv2"))

    normSection(page, "6", block, "norm2", "conv2", "γ2", "β2")

    shortcutSection(page, block)

    page.section("8. SiLU: `out`")
    page.formula(#"\mathrm{out}_{c,r,q} = \mathrm{SiLU}(\mathrm{sum}_{c,r,q})"#)
    page.lines([example(out)])
    page.heatMap([part("norm2"), part("sum"), out], alt: "norm2, sum and out as heat maps")
    page.table(out)
    page.everyEntry(of: out)

    page.section("By hand and in the core")
    page.foldedTables(
      "All parameters of this block",
      settings.parameters.map(\.name).filter { $0.hasPrefix("\(block).") }.map(grid))
    if block == "down1" {
      page.excerpt("ByHand.resBlock", says: "The block by hand")
      page.excerpt("ResBlock.forward", says: "The block in the core")
      page.excerpt("Normalization.forward", says: "Inside its norms")
    } else {
      page.text("The code is the same as for the first block: \(book.link("down1")).")
    }
    page.check(
      run.trace.grids.map(\.name).filter {
        $0.hasPrefix("\(block).") && !$0.contains("weight") && !$0.contains("bias")
      })
    page.checkYourself(text.questions)
    page.keep(text.keep)
    page.text("The way back through this block is \(book.link("back-\(pageName)")).")
  }

  private func normSection(
    _ page: Page, _ number: String, _ block: String, _ norm: String, _ input: String,
    _ gamma: String, _ beta: String
  ) {
    func part(_ name: String) -> Grid { grid("\(block).\(norm)\(name)") }
    let n = part("").count
    page.section("\(number). `\(norm)`")
    page.text(
      """
      Sums of many products drift: too large or too small, layer by layer. *Group norm* brings all
      \(n) numbers (our one group holds both channels) to mean 0 and variance 1. Then each channel
      gets its own scale `\(gamma)` and shift `\(beta)`, so that the network may undo what it does not
      need.
      """)
    page.formula(
      #"\mu = \frac1n \sum x \qquad \sigma = \sqrt{\frac1n \sum (x-\mu)^2 + \varepsilon} \qquad y_{c,r,q} = \frac{x_{c,r,q}-\mu}{\sigma}\;\gamma_c + \beta_c"#
    )
    page.text(
      "The sums run over all n = \(n) numbers of `\(input)`; ε = 0.00001 keeps the root above 0. In the trace, and below, each step has a name: `mean` (μ), `centered` (x − μ), `variance`, `std` (σ), `normalized`."
    )
    page.lines([
      part(".mean").scalars[0], example(part(".centered")), part(".variance").scalars[0],
      part(".std").scalars[0], example(part(".normalized")), example(part("")),
    ])
    page.table(part(""))
    page.foldedTables("All of centered and normalized", [part(".centered"), part(".normalized")])
    page.everyEntry(of: part(".centered"), part(".normalized"), part(""))
  }

  private func shortcutSection(_ page: Page, _ block: String) {
    page.section("7. The shortcut and the sum: `sum`")
    if let shortcut = run.trace["\(block).shortcut"] {
      page.text(
        """
        The input is added to what the two convolutions made of it, so the block only has to learn
        what to *change*. Here the input has 4 channels and the output 2, so the input first passes a
        convolution with a 1×1 kernel: each pixel's 4 channels are mixed into 2, and no neighbour is
        looked at.
        """)
      page.formula(
        #"\mathrm{shortcut}_{o,r,q} = \sum_{c=0}^{3} x_{c,r,q}\; Ws_{o,c} + bs_o \qquad \mathrm{sum}_{o,r,q} = \mathrm{norm2}_{o,r,q} + \mathrm{shortcut}_{o,r,q}"#
      )
      page.entry(example(shortcut))
      page.table(shortcut)
      page.everyEntry(of: shortcut)
    } else {
      page.text(
        """
        The block's input is added, unchanged, to what the two convolutions made of it. So the block
        only has to learn what to *change*; and on the way back the gradient has a road without
        obstacles.
        """)
      page.formula(#"\mathrm{sum}_{c,r,q} = \mathrm{norm2}_{c,r,q} + x_{c,r,q}"#)
    }
    let sum = grid("\(block).sum")
    page.lines([example(sum)])
    page.table(sum)
    page.everyEntry(of: sum)
  }

  /// The plain name of an entry, without its block.
  static func label(_ scalar: Scalar) -> String {
    let name = scalar.name
    let bracket = name.firstIndex(of: "[") ?? name.endIndex
    let last = name[..<bracket].split(separator: ".").last ?? ""
    return String(last) + String(name[bracket...])
  }
}
