import Walkthrough

extension Story {
  func logits() {
    let page = book.page("logits", "Final norm and logits", Self.names())
    let logits = grid("output_proj")
    page.trail(Self.forwardTrail, at: "logits")
    page.inventory([
      ("in", "`x2`", rowShape, book.link("change")),
      parameters("`γf`, `βf`", "ln_f.weight", "ln_f.bias"),
      parameters("`Wout`", "output_proj.weight"),
      ("out", "`logits`", "\(places)×6: **\(logits.count) numbers**", "this page"),
    ])
    page.section("Why")
    page.text(
      """
      What does a row say about the next word? `Wout` has a row for each of the 6 tokens of the vocabulary.
      The better our row fits a token's, the higher that token's *logit*, its score as the next word. It is
      attention once more, one might say: the row is a query, and the vocabulary's rows are the keys.
      """)
    normBody(page, "ln_f", input: "blocks.0.residual2", gamma: "γf", beta: "βf")
    page.section("The logits")
    page.formula(#"\mathrm{logits}_{i,t} = \sum_{m=0}^{15} \mathrm{ln\_f}_{i,m}\; Wout_{t,m}"#)
    page.text(
      "$`t`$ counts the tokens of the vocabulary. There is no bias. The logit of `\(token(settings.targets[last]))`, the right answer, at the last place:"
    )
    page.entry(logits[last, settings.targets[last]])
    page.heatMap([logits], alt: "The logits, one row a place, one column a token of the vocabulary")
    page.table(logits)
    page.foldedTables(
      "The 96 parameters of `Wout`".replacing("`", with: ""), [grid("output_proj.weight")])
    page.everyEntry(of: logits)
    page.section("By hand and in the core")
    page.excerpt("Chapter0.forward", says: "The whole way by hand")
    page.check(normParts("ln_f") + ["output_proj"])
    page.keep("A logit is a dot product: how well the row fits a word.")
  }
}
