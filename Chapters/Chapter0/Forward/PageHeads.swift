import Walkthrough

extension Chapter0Story {
  func heads(_ page: Page) {
    func part(_ name: String) -> String { "blocks.0.attention.\(name)" }
    let (mixed, x1) = (grid(part("W_o")), grid("blocks.0.residual1"))
    page.inventory([
      .input("`w`, the attention weights", part("weights"), from: "attention"),
      .input("`v`, the values", part("W_v"), from: "qkv"),
      .input("`x0`", "embedding", from: "embeddings"),
      .parameters("`Wo`, `bo`", part("W_o")),
      .output("`x1`", "blocks.0.residual1"),
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
    page.attentionAverages("blocks.0.attention", part("W_v"), sees: #"j \le i"#, worked: [last, 3])
    page.section("2. Mixing: `mixed`")
    page.linear(part("W_o"), of: part("heads"), worked: [last, 3])
    page.section("3. The residual: `x1`")
    page.formula(#"x1_{i,j} = x0_{i,j} + \mathrm{mixed}_{i,j}"#)
    page.lines([x1[last, 3]])
    page.heatMap(
      [grid("embedding"), mixed, x1], alt: "x0, what attention adds, and x1 as heat maps")
    page.table(x1)
    page.everyEntry(of: x1)
    page.foldedParameters(part("W_o"))
    withoutIt(page, "attention")
    page.section("In the core")
    page.excerpt("TransformerBlock.forward", says: "The whole block")
    page.excerpt("SelfAttention.forward", says: "Its attention")
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
