import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter6Story {
  func tyingPage(_ page: Page) {
    let table = grid("token_embedding.embedding.weight")
    let place = Tiny.ids(Tiny.sentences[0]).count - 2
    let hat = Tiny.tokens.firstIndex(of: "hat") ?? 0
    page.section("One table for both ends")
    page.text(
      """
      The embedding table has a row for each token: what it means when it is *read*. The output layer needs a row for each token, too: what the model's last numbers must look like for it to be *said*. They can be one and the same row. That saves \((Tiny.tokens.count * Sizes.byHand.features).grouped) parameters here, \((Sizes.teller.vocabulary * Sizes.teller.features).grouped) of the model that writes, and \((50_257 * 768).grouped) of GPT-2 small, which has 124 million.
      A logit is then the product of the last numbers with the token's own row:
      """)
    page.formula(#"\mathrm{logits}_{i,t} = \sum_c \mathrm{ln\_f}_{i,c}\; E_{t,c}"#)
    page.entry(grid("output_proj")[0, place, Vocabulary.end])
    page.table(grid("output_proj"))
    page.everyEntry(of: grid("output_proj"))
    page.section("Two gradients add up")
    page.text(
      "A number of the table is used in two ways, and each use hands back a gradient. For `E[\(hat),2]`, a number of `hat`:"
    )
    let scalar = table[hat, 2]
    page.gradientEntry(scalar)
    let parts = uses(of: scalar)
    page.text(
      "Sorted by use: \(parts.said.count) terms come from saying (a logit of `hat` at a place), together \(parts.said.reduce(0, +).shown); \(parts.read.count) from reading `hat`, together \(parts.read.reduce(0, +).shown). The gradient is their sum, \(trace.gradient(of: scalar.id).shown)."
    )
    var shares = Table(["token", "from saying", "from reading", "both"], left: [0])
    for (id, token) in Tiny.tokens.enumerated() {
      let parts = uses(of: table[id, 2])
      shares.add([
        "`\(token)`", parts.said.reduce(0, +).shown,
        parts.read.isEmpty ? "never read" : parts.read.reduce(0, +).shown,
        trace.gradient(of: table[id, 2].id).shown,
      ])
    }
    page.text("The same for the third number of each token:")
    page.text(shares.markdown)
    let unread = Tiny.tokens.indices.filter { uses(of: table[$0, 2]).read.isEmpty }
    page.text(
      "\(unread.map { "`\(Tiny.tokens[$0])`" }.joined(separator: " and ")) \(unread.count == 1 ? "is" : "are") never read, `\(Tiny.tokens[Tiny.padding])` only at places that nobody looks at, and they learn all the same: as an output, every token has a gradient at every place that counts."
    )
    page.everyGradient(of: table)
    page.section("In the core")
    page.excerpt("LanguageModel.backward", says: "Both gradients")
    page.check(["output_proj", "grad.token_embedding.embedding.weight", "grad.ln_f"])
    page.checkYourself([
      (
        "Why does the row of a token that occurs nowhere in the batch have a gradient if the table is tied, and none if it isn't?",
        "As an input it is not used. As an output it competes at every place: its probability should be 0."
      )
    ])
    page.keep("A tied table is pulled from both ends; the pulls add.")
  }

  private var trace: Trace { run.trace }

  /// The terms of a table entry's gradient: from the logits, and from everything else.
  private func uses(of scalar: Scalar) -> (said: [Double], read: [Double]) {
    let terms = trace.terms(of: scalar.id).map { term in
      (
        trace.place(of: term.consumer).grid.name == "output_proj",
        trace.gradient(of: term.consumer) * term.derivative
      )
    }
    return (terms.filter(\.0).map(\.1), terms.filter { !$0.0 }.map(\.1))
  }
}
