import Walkthrough

extension Story {
  func change() {
    let page = book.page("change", "Feed-forward: back to 16 features, residual", Self.names())
    let (change, x2) = (grid("blocks.0.ffn.linear2"), grid("blocks.0.residual2"))
    page.trail(Self.forwardTrail, at: "change")
    page.inventory([
      ("in", "`active`", "\(places)×64", book.link("hidden")),
      ("in", "`x1`", rowShape, book.link("heads")),
      parameters("`W2`, `b2`", "blocks.0.ffn.linear2.weight", "blocks.0.ffn.linear2.bias"),
      ("out", "`x2`", "\(rowShape): **\(x2.count) numbers**", "this page"),
    ])
    page.section("Why")
    page.text(
      """
      Each detector that answered yes has a suggestion of how to change the row: a column of `W2`. The
      suggestions are added up, in proportion to how strongly each detector answered, and the sum is added
      to the row. That ends the block. Large models repeat it, with other parameters, 12 to 100 times.
      """)
    page.section("1. The change")
    page.formula(
      #"\mathrm{change}_{i,j} = \sum_{m=0}^{63} \mathrm{active}_{i,m}\; W2_{j,m} + b2_j"#)
    page.text("`change[\(last),3]`, with all of its 64 terms:")
    page.entry(change[last, 3])
    page.table(change)
    page.everyEntryInNumbers(of: [change])
    page.section("2. The residual: `x2`")
    page.formula(#"x2_{i,j} = x1_{i,j} + \mathrm{change}_{i,j}"#)
    page.lines([x2[last, 3]])
    page.heatMap(
      [grid("blocks.0.residual1"), change, x2], alt: "x1, the change, and x2 as heat maps")
    page.table(x2)
    page.everyEntry(of: x2)
    page.foldedTables(
      "The 1,040 parameters",
      [grid("blocks.0.ffn.linear2.weight"), grid("blocks.0.ffn.linear2.bias")])
    page.section("By hand and in the core")
    page.excerpt("ByHand.transformerBlock", says: "The whole block by hand")
    page.check(["blocks.0.ffn.linear2", "blocks.0.residual2"])
    page.keep("Attention gathers, feed-forward thinks, and both only ever add to the row.")
  }
}
