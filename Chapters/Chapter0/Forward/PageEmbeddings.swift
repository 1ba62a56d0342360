import ByHand
import Numerics
import Walkthrough

extension Chapter0Story {
  func embeddings(_ page: Page) {
    let x0 = grid("embedding")
    page.inventory([
      .input(
        "the sentence \(chapter.sentence)", "tokens", origin: "the command line"),
      .parameters("`tok`", "token_embedding"),
      .parameters("`pos`", "pos_encoding"),
      .output("`x0`, a row for each token", "embedding"),
    ])
    page.section("Why")
    page.text(
      """
      A network computes with numbers, so words must become numbers. First each word gets an index in a
      *vocabulary*, and two marks are added: `[BOS]` for the beginning and `[EOS]` for the end. But an
      index says nothing about a word: word 4 is not twice word 2. So each index stands for a row of \(featureCount) numbers in
      a table, its *embedding*, and training may move these numbers until words that are used alike lie close
      together.

      The layers to come do not know which row came first. So a second table has a row for each *place*,
      and it is added: the same word at another place gets another sum.
      """)
    page.section("1. Tokens")
    var table = Table(
      ["place", "token", "index", "what should come next", "its index"], left: [1, 3])
    for i in 0..<places {
      table.add([
        "\(i)", "`\(token(chapter.inputs[i]))`", "\(chapter.inputs[i])",
        "`\(token(chapter.targets[i]))`", "\(chapter.targets[i])",
      ])
    }
    page.text(table.markdown)
    page.text(
      "One sentence makes \(places) exercises at once: at each place the model sees the tokens up to there and should name the next. The whole vocabulary is \(Chapter0.vocabulary.tokens.enumerated().map { "`\($1)` = \($0)" }.joined(separator: ", ")). Large models have about 100,000 tokens, many of them pieces of words."
    )
    page.section("2. Rows")
    page.formula(#"x0_{i,j} = \mathrm{tok}_{\,\mathrm{token}(i),\,j} + \mathrm{pos}_{i,j}"#)
    page.text("$`i`$ is the place, $`j`$ = 0 to \(featureCount - 1) the feature. One entry:")
    page.lines([x0[last, 3]])
    page.heatMap(
      [grid("token_embedding.embedding.weight"), grid("pos_encoding.pos_embedding.weight"), x0],
      alt: "The token table, the place table and x0 as heat maps")
    page.table(x0)
    page.foldedTables(
      "Both tables",
      [grid("token_embedding.embedding.weight"), grid("pos_encoding.pos_embedding.weight")])
    page.everyEntry(of: x0)
    withoutIt(page, "the place codes")
    page.inRealSystems(
      """
      Tokens are pieces of words, found by counting which letters often stand together (*byte pair encoding*), so that
      any text can be written with them. Places can be encoded in other ways: by fixed waves (as in the first transformer; chapter 1 encodes the
      *time* like that), or by turning queries and keys by an angle that grows with the place (*rotary* embeddings), so that scores
      depend on how far apart two tokens are.
      """)
    page.section("By hand and in the core")
    page.excerpt("ByHand.gpt.embed", says: "By hand")
    page.excerpt("Gpt.forward", says: "In the core")
    page.check(["tokens", "targets", "embedding"])
    page.checkYourself([
      (
        "Which rows of `tok` does this sentence not use?",
        "Those of \(Chapter0.vocabulary.tokens.indices.filter { !chapter.inputs.contains($0) }.map { "`\(token($0))`" }.joined(separator: ", ")). They get no gradient: \(page.link("back-embeddings"))."
      )
    ])
    page.keep(
      "A token is an index; an embedding is the row it points to; a place adds a row of its own.")
  }
}
