import Walkthrough

extension Story {
  func heads() {
    let page = book.page("heads", "What is taken along: heads, projection, residual", Self.names())
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    let (heads, mixed, x1) = (grid(part("heads")), grid(part("W_o")), grid("blocks.0.residual1"))
    page.trail(Self.forwardTrail, at: "heads")
    page.inventory([
      ("in", "`w`, the attention weights", "2×\(places)×\(places)", book.link("attention")),
      ("in", "`v`, the values", rowShape, book.link("qkv")),
      ("in", "`x0`", rowShape, book.link("embeddings")),
      parameters("`Wo`, `bo`", part("W_o.weight"), part("W_o.bias")),
      ("out", "`x1`", "\(rowShape): **\(x1.count) numbers**", "this page"),
    ])
    page.section("Why")
    page.text(
      """
      The weights say how much to take; the values are what is taken. Each token gets the weighted average
      of the values it may see, head by head. A linear layer then mixes the two heads' findings, and the
      result is *added* to the token's row. Added, not put in its place: the row keeps what it knew. That
      is a *residual connection*.
      """)
    page.section("1. Averages: `heads`")
    page.formula(#"\mathrm{heads}_{i,\,8h+c} = \sum_{j \le i} w_{h,i,j}\; v_{j,\,8h+c}"#)
    page.entry(heads[last, 3])
    page.heatMap(
      [grid("blocks.0.attention.weights"), grid("blocks.0.attention.W_v"), heads],
      alt: "Attention weights, values, and the averages as heat maps")
    page.table(heads)
    page.everyEntry(of: heads)
    page.section("2. Mixing: `mixed`")
    page.formula(#"\mathrm{mixed}_{i,j} = \sum_{m=0}^{15} \mathrm{heads}_{i,m}\; Wo_{j,m} + bo_j"#)
    page.entry(mixed[last, 3])
    page.table(mixed)
    page.everyEntry(of: mixed)
    page.section("3. The residual: `x1`")
    page.formula(#"x1_{i,j} = x0_{i,j} + \mathrm{mixed}_{i,j}"#)
    page.lines([x1[last, 3]])
    page.heatMap(
      [grid("embedding"), mixed, x1], alt: "x0, what attention adds, and x1 as heat maps")
    page.table(x1)
    page.everyEntry(of: x1)
    page.foldedTables("The 272 parameters", [grid(part("W_o.weight")), grid(part("W_o.bias"))])
    page.section("In the core")
    page.excerpt("TransformerBlock.forward", says: "The whole block")
    page.check([part("heads"), part("W_o"), "blocks.0.residual1"])
    page.checkYourself([
      (
        "The first token sees only itself. What is its row of `heads`?",
        "Its own values, unchanged: both heads have weight 1 on it."
      )
    ])
    page.keep("Attention moves information between rows; everything else works inside a row.")
  }
}
