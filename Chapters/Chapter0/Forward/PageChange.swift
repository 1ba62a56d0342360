import Walkthrough

extension Chapter0Story {
  func change(_ page: Page) {
    let (change, x2) = (grid("blocks.0.ffn.linear2"), grid("blocks.0.residual2"))
    page.inventory([
      .input("`active`", "blocks.0.ffn.gelu", from: "hidden"),
      .input("`x1`", "blocks.0.residual1", from: "heads"),
      .parameters("`W2`, `b2`", "blocks.0.ffn.linear2"),
      .output("`x2`", "blocks.0.residual2"),
    ])
    page.section("Why")
    page.text(
      """
      Each detector that answered yes has a suggestion of how to change the row: a column of `W2`. The
      suggestions are added up, in proportion to how strongly each detector answered, and the sum is added
      to the row. That ends the block. Large models repeat it, with other parameters, 12 to 100 times.
      """)
    page.section("1. The change")
    page.linear("blocks.0.ffn.linear2", of: "blocks.0.ffn.gelu", worked: [last, 3], isLong: true)
    page.section("2. The residual: `x2`")
    page.formula(#"x2_{i,j} = x1_{i,j} + \mathrm{change}_{i,j}"#)
    page.lines([x2[last, 3]])
    page.heatMap(
      [grid("blocks.0.residual1"), change, x2], alt: "x1, the change, and x2 as heat maps")
    page.table(x2)
    page.everyEntry(of: x2)
    page.foldedParameters("blocks.0.ffn.linear2")
    withoutIt(page, "the feed-forward layer")
    page.section("By hand and in the core")
    page.excerpt("ByHand.transformerBlock", says: "The whole block by hand")
    page.excerpt("ByHand.mlp", says: "Its two linear layers with GELU between them")
    page.check(["blocks.0.ffn.linear2", "blocks.0.residual2"])
    page.checkYourself([
      (
        "Which of `x1` and `change` has the larger numbers, on average?",
        "The mean size of an entry is \(meanSize(grid("blocks.0.residual1")).shown) in `x1` and \(meanSize(change).shown) in `change`."
      )
    ])
    page.keep("Attention gathers, feed-forward thinks, and both only ever add to the row.")
  }
}
