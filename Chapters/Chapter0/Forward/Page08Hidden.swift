import Numerics
import Walkthrough

extension Story {
  func hidden() {
    let page = book.page("hidden", "Feed-forward: 64 detectors and GELU", Self.names())
    let (hidden, active) = (grid("blocks.0.ffn.linear1"), grid("blocks.0.ffn.gelu"))
    page.trail(Self.forwardTrail, at: "hidden")
    page.inventory([
      ("in", "`norm2`", rowShape, book.link("norm2")),
      parameters("`W1`, `b1`", "blocks.0.ffn.linear1.weight", "blocks.0.ffn.linear1.bias"),
      ("out", "`active`", "\(places)×64: **\(active.count) numbers**", "this page"),
    ])
    page.section("Why")
    page.text(
      """
      Now each token thinks by itself about what it has heard. A linear layer makes 64 numbers out of 16:
      64 *detectors*, each a weighted sum that is large when the row has a certain pattern. Then a bend,
      without which two linear layers would be one: *GELU* lets large numbers pass, turns clearly negative
      ones to nearly 0, and is smooth in between. It multiplies x by the share of a bell curve that lies
      below x.
      """)
    page.section("1. The detectors: `hidden`")
    page.formula(
      #"\mathrm{hidden}_{i,j} = \sum_{m=0}^{15} \mathrm{norm2}_{i,m}\; W1_{j,m} + b1_j \qquad j = 0, \ldots, 63"#
    )
    page.entry(hidden[last, 3])
    page.table(hidden)
    page.everyEntryInNumbers(of: [hidden])
    page.section("2. GELU: `active`")
    page.formula(
      #"\mathrm{GELU}(x) = x\,\Phi(x) = x \cdot \tfrac12\left(1 + \mathrm{erf}\frac{x}{\sqrt2}\right)"#
    )
    page.text(
      "Φ is the cumulative normal distribution, and erf the *error function*, which no formula of school mathematics gives; a table or a calculator's `erf` key does."
    )
    page.lines([active[last, 3]])
    page.heatMap([hidden, active], alt: "The 64 detectors before and after GELU, one row a token")
    page.table(active)
    page.everyEntry(of: active)
    page.foldedTables(
      "The 1,088 parameters",
      [grid("blocks.0.ffn.linear1.weight"), grid("blocks.0.ffn.linear1.bias")])
    page.section("In the core")
    page.excerpt("GELU", says: "GELU and its derivative")
    page.check(["blocks.0.ffn.linear1", "blocks.0.ffn.gelu"])
    let negative = hidden.values.filter { $0 < 0 }.count
    page.checkYourself([
      (
        "How many of the \(hidden.count) detectors are negative, and so (nearly) silenced?",
        "\(negative) of \(hidden.count)."
      )
    ])
    page.keep(
      "The feed-forward layer asks 64 questions of each row, and keeps the answers that are yes.")
  }
}
