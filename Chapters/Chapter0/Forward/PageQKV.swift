import Walkthrough

extension Chapter0Story {
  func qkv(_ page: Page) {
    func part(_ letter: String) -> String { "blocks.0.attention.W_\(letter)" }
    page.inventory([
      .input("`norm1`", "blocks.0.norm1", from: "norm1"),
      .parameters("`Wq`, `bq`", part("q")),
      .parameters("`Wk`, `bk`", part("k")),
      .parameters("`Wv`, `bv`", part("v")),
      .output("`q`, `k`, `v`", part("q"), part("k"), part("v")),
    ])
    page.section("Why")
    page.text(
      """
      To guess the next word, a token must learn from those before it. Each token asks a question, its
      *query*; each token wears a label, its *key*; and each has something to tell, its *value*. All three
      are made from the token's own row by a linear layer. On the next page queries are compared with keys.
      """)
    page.section("The formula")
    page.linearFormula(part("q"), of: "blocks.0.norm1")
    page.text("$`k`$ and $`v`$ likewise, with `Wk`, `bk` and `Wv`, `bv`.")
    page.section("One entry, in full: `q[\(last),3]`")
    page.entry(grid(part("q"))[last, 3])
    page.section("All of it")
    page.heatMap(
      ["q", "k", "v"].map { grid(part($0)) },
      alt: "Queries, keys and values as heat maps, one row a token")
    for letter in ["q", "k", "v"] { page.table(grid(part(letter))) }
    page.foldedParameters(part("q"), part("k"), part("v"))
    page.everyEntry(of: grid(part("q")))
    page.everyEntryInNumbers(of: [grid(part("k")), grid(part("v"))])
    page.section("By hand and in the core")
    page.excerpt("ByHand.linear", says: "By hand")
    page.excerpt("Linear.forward", says: "In the core: one matrix product for all rows")
    page.check(["q", "k", "v"].map(part))
    page.checkYourself([
      (
        "Why are there three layers and not one?",
        "With one, what a token looks for, what it is found by and what it says would be the same row; a token would look mostly for tokens like itself. Three layers let the three differ."
      ),
      (
        "How many multiplications does it take to make all queries of this page?",
        "\(places) rows × \(featureCount) features × \(featureCount) inputs: \((places * featureCount * featureCount).grouped)."
      ),
    ])
    page.keep("One row, three readings: what it asks, what it is known for, what it has to say.")
  }
}
