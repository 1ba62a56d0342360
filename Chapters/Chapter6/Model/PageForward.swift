import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  func forwardPage(_ page: Page) {
    page.section("Two sentences at once")
    page.text(
      """
      Both sentences go through the same layers. They never meet: attention looks only inside its own sentence, and each place only at itself and those before it. So the padding after the short sentence cannot disturb it: no
      real place looks at it. From a turned query to an attention weight, in the first sentence: its last place (`hat`) looks at place 1 (`\(Tiny.tokens[Tiny.batch(Tiny.sentences).inputs[0][1]])`). One number of the query, turned; the score; the score divided by the root; and the weight:
      """)
    let last = Tiny.ids(Tiny.sentences[0]).count - 2
    page.entry(grid("blocks.0.attention.q_turned")[0, last, 2])
    page.entry(grid("blocks.0.attention.scores")[0, 0, last, 1])
    page.lines([
      grid("blocks.0.attention.scaled")[0, 0, last, 1],
      grid("blocks.0.attention.weights")[0, 0, last, 1],
    ])
    let words = Tiny.batch(Tiny.sentences).inputs
    let weights = grid("blocks.0.attention.weights")
    let n = words[0].count
    page.heatMap(
      (0..<2).map { text in
        (
          text == 0 ? "long sentence, head 0" : "short sentence, head 0",
          Array(weights.values[text * 2 * n * n..<text * 2 * n * n + n * n])
        )
      }, rows: words[0].indices.map { "place \($0)" }, columns: words[0].indices.map(String.init),
      together: 2,
      alt: "Attention weights of the first head for both sentences: nothing right of the diagonal")
    let padded = words[1].indices.filter { words[1][$0] == Tiny.padding }
    let seen = words[1].indices.filter { words[1][$0] != Tiny.padding }.flatMap { i in
      padded.map { weights[1, 0, i, $0].value }
    }
    page.text(
      "In the short sentence the places \(padded.map(String.init).joined(separator: ", ")) are padding. All weights that real places give them are \(Set(seen).map(\.shown).joined(separator: ", ")). (The padded rows compute something, too; nobody reads it.)"
    )
    page.section("Every number of the pass")
    page.text(
      "The sums are spelled out in [chapter 0](../chapter0/README.md); turning on \(page.link("positions")), dropout on \(page.link("dropout"))."
    )
    page.text(
      "What goes into block 0 are rows of the embedding table \(page.link("model", "E")): row \(words[0][0]) for `\(Tiny.tokens[words[0][0]])`, row \(words[0][1]) for `\(Tiny.tokens[words[0][1]])`, and so on. Nothing is added to them: places come in by turning."
    )
    page.foldedTables("`E`, a row for each token", [grid("token_embedding.embedding.weight")])
    page.passTables("", layers.dropLast())
    page.section("In the core")
    page.excerpt("LanguageBlock.forward", says: "A block")
    page.excerpt("LanguageModel.forward", says: "The model")
    page.check(layers.dropLast().flatMap(\.grids))
    page.checkYourself([
      (
        "What would change in the long sentence if the short one were another?",
        "In this pass nothing. Through the update, everything: both have a say in the gradients."
      )
    ])
    page.keep("A batch is several texts that do not know of each other.")
  }
}
