import ChapterKit
import Numerics
import Walkthrough

extension Chapter6Story {
  /// A token of the short text as a page shows it, the space before a word as `␣`.
  private func shown(_ id: Int) -> String {
    results.tokenizer.short.text([id]).replacing(" ", with: "␣")
  }

  func mergesPage(_ page: Page) {
    page.section("Why not words, and why not letters?")
    page.text(
      """
      A model reads numbers. Give each *word* a number, and a word that was not in the training text cannot be
      read at all. Give each *byte* a number, and a sentence becomes very long, with little meaning in each place. A
      byte-pair tokenizer lies between: it begins with the 256 bytes, and makes a new token of the pair of neighbours that occurs
      most often, again and again. Frequent words end up as one token; rare ones are spelled.
      """)
    page.text(
      "By hand on the text `\(ShortText.text)`: \(grid("merges.tokens0").count) bytes. It is cut into words first, each with the space before it (`␣`), so that no token reaches from one word into the next."
    )
    for n in 1...ShortText.merges {
      let (pairs, counts) = (grid("merges.pairs\(n)"), grid("merges.count\(n)"))
      page.subsection("Merge \(n)")
      var table = Table(["pair", "as numbers", "occurs"], left: [0, 1])
      for k in 0..<counts.count {
        let ids = [pairs[k, 0], pairs[k, 1]].map { Int($0.value) }
        table.add([
          "`\(shown(ids[0]))` `\(shown(ids[1]))`",
          "\(ids[0]) \(ids[1])", counts[k].value.shown,
        ])
      }
      page.text(table.markdown)
      page.lines([counts[0]])
      let ties = counts.values.count { $0 == counts.values[0] }
      let tokens = grid("merges.tokens\(n)").values.map { Int($0) }
      page.text(
        "\(ties == 1 ? "The first pair is the most frequent one." : "\(ties) pairs are equally frequent; the one with the smaller numbers is taken.") It becomes token \(255 + n), `\(shown(255 + n))`. The text is now \(tokens.count) tokens long:"
      )
      page.code(tokens.map { shown($0) }.joined(separator: " | "))
    }
    page.section("In the core")
    page.excerpt(
      "BytePairs.training", says: "The package's tokenizer counts each different word once")
    page.check(prefix: "merges.")
    page.checkYourself([
      (
        "Why can any text at all be written with these tokens?",
        "The 256 bytes stay in the vocabulary, and every text is a row of bytes."
      ),
      (
        "How many merges would make `\(ShortText.text)` \(ShortText.text.split(separator: " ").count) tokens long?",
        "No number. Each word would have to be one token, but a pair that occurs only once is not merged: after \(results.tokenizer.shortest.merges) merges none is left that occurs twice, and the text has \(results.tokenizer.shortest.tokens) tokens. (It could never have fewer tokens than words: no merge reaches over the edge of a word.)"
      ),
    ])
    page.keep("A token is what often occurs together.")
  }
}
