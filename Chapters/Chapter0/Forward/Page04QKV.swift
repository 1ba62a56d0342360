import Walkthrough

extension Story {
  func qkv() {
    let page = book.page("qkv", "Queries, keys and values", Self.names())
    func part(_ letter: String) -> String { "blocks.0.attention.W_\(letter)" }
    page.trail(Self.forwardTrail, at: "q, k, v")
    page.inventory([
      ("in", "`norm1`", rowShape, book.link("norm1")),
      parameters("`Wq`, `bq`", part("q") + ".weight", part("q") + ".bias"),
      parameters("`Wk`, `bk`", part("k") + ".weight", part("k") + ".bias"),
      parameters("`Wv`, `bv`", part("v") + ".weight", part("v") + ".bias"),
      (
        "out", "`q`, `k`, `v`", "3 × \(rowShape): **\(3 * grid(part("q")).count) numbers**",
        "this page"
      ),
    ])
    page.section("Why")
    page.text(
      """
      To guess the next word, a token must learn from those before it. Each token asks a question, its
      *query*; each token wears a label, its *key*; and each has something to tell, its *value*. All three
      are made from the token's own row by a linear layer. On the next page queries are held against keys.
      """)
    page.section("The formula")
    page.formula(
      #"q_{i,j} = \sum_{m=0}^{15} \mathrm{norm1}_{i,m}\; Wq_{j,m} + bq_j \qquad k,\;v \text{ likewise with } Wk, bk \text{ and } Wv, bv"#
    )
    page.section("One entry, in full: `q[\(last),3]`")
    page.entry(grid(part("q"))[last, 3])
    page.section("All of it")
    page.heatMap(
      ["q", "k", "v"].map { grid(part($0)) },
      alt: "Queries, keys and values as heat maps, one row a token")
    for letter in ["q", "k", "v"] { page.table(grid(part(letter))) }
    page.foldedTables(
      "The 816 parameters",
      ["q", "k", "v"].flatMap { [grid(part($0) + ".weight"), grid(part($0) + ".bias")] })
    page.everyEntry(of: grid(part("q")))
    page.everyEntryInNumbers(of: [grid(part("k")), grid(part("v"))])
    page.section("By hand and in the core")
    page.excerpt("ByHand.linearRows", says: "By hand")
    page.excerpt("Linear.forward", says: "In the core: one matrix product for all rows")
    page.check(["q", "k", "v"].map(part))
    page.keep("One row, three readings: what it asks, what it is known for, what it has to say.")
  }
}
