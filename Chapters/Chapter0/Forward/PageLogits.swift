import Walkthrough

extension Chapter0Story {
  func logits(_ page: Page) {
    let logits = grid("output_proj")
    page.inventory([
      .input("`x2`", "blocks.0.residual2", from: "change"),
      .parameters("`γf`, `βf`", "ln_f"),
      .parameters("`Wout`", "output_proj"),
      .output("`logits`", "output_proj"),
    ])
    page.section("Why")
    page.text(
      """
      What does a row say about the next word? `Wout` has a row for each of the \(tokenCount) tokens of the vocabulary.
      The better our row fits a token's, the higher that token's *logit*, its score as the next word. It is
      attention once more, one might say: the row is a query, and the vocabulary's rows are the keys.
      """)
    page.section("The final norm")
    page.norm("ln_f", of: "blocks.0.residual2", .layer, worked: [last, 3])
    withoutIt(page, "the final norm")
    page.section("The logits")
    page.text(
      "$`j`$ counts the tokens of the vocabulary. There is no bias. The logit of `\(token(chapter.targets[last]))`, the right answer, at the last place:"
    )
    page.linear("output_proj", of: "ln_f", worked: [last, chapter.targets[last]])
    page.heatMap(
      [logits], worked: logits[last, chapter.targets[last]], rows: places(of: chapter.inputs),
      columns: Chapter0.vocabulary.tokens,
      alt: "The logits, one row a place, one column a token of the vocabulary")
    page.foldedParameters("output_proj")
    page.inRealSystems(
      "GPT-2 has no `Wout` of its own: it uses the token table once more, the same parameters for reading a word and for saying it (*weight tying*). With a vocabulary of 50,000 that saves a table of 50,000 rows, and both uses teach it. Here the two are apart, so that each has its own gradient to look at."
    )
    page.section("By hand and in the core")
    page.excerpt("ByHand.gpt", says: "The whole way by hand")
    page.check(Page.normSteps("ln_f") + ["output_proj"])
    let best =
      logits.row(last).indices.max {
        logits[last, $0].value < logits[last, $1].value
      } ?? 0
    page.checkYourself([
      (
        "Which token has the highest logit at the last place, and is it the right one?",
        "`\(token(best))`, with \(logits[last, best].value.shown). The right one is `\(token(chapter.targets[last]))`\(best == chapter.targets[last] ? ": yes, by luck; nothing is trained yet." : ".")"
      )
    ])
    page.keep("A logit is a dot product: how well the row fits a word.")
  }
}
