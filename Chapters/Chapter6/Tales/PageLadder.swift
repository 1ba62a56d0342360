import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter6Story {
  /// A way to guess the next token.
  private struct Rung {
    let name, short: String
    /// What it sees before the token.
    let sees: String
    /// How many steps it was trained; nil for what is counted or known.
    var steps: Int?
    /// On held-out stories.
    let loss: Double
  }

  private var ladder: [Rung] {
    let (telling, steps) = (results.telling, results.trained.steps)
    let counted = [
      ("even chances", "even", "nothing"), ("token counts", "counts", "nothing"),
      ("bigram counts", "bigram", "1 token"), ("trigram counts", "trigram", "2 tokens"),
    ]
    return zip(counted, telling.counted).map { words, counts in
      Rung(name: words.0, short: words.1, sees: words.2, loss: counts.loss)
    } + [
      Rung(
        name: "GPT, four blocks, each token alone", short: "alone", sees: "1 token",
        steps: TaleRecipe.blind(steps).steps, loss: telling.blind.loss),
      Rung(
        name: "GPT, one block", short: "1 block", sees: "the story",
        steps: TaleRecipe.oneBlock(steps).steps, loss: telling.oneBlock.loss),
      Rung(
        name: "GPT, four blocks", short: "4 blocks", sees: "the story", steps: steps,
        loss: telling.teller.loss),
      Rung(
        name: "the grammar itself (upper bound)", short: "grammar",
        sees: "the story, and all rules",
        loss: telling.tales.surprise),
    ]
  }

  func ladderPage(_ page: Page) {
    page.section("Why")
    page.text(
      "A transformer is a lot of machinery. What does each part buy? One number shows it: the perplexity on stories that no model has learned from, the effective number of choices at each token (\(page.link("loss"))). Each rung of this ladder sees a little more."
    )
    page.section("From even chances to four blocks")
    var table = Table(
      ["", "sees before the token", "training steps", "loss", "perplexity"], left: [0, 1])
    for rung in ladder {
      table.add([
        rung.name, rung.sees, rung.steps?.grouped ?? "", rung.loss.fixed(3),
        Double.exp(rung.loss).fixed(2),
      ])
    }
    page.text(table.markdown)
    page.text(
      "All rows are measured on all tokens of the \(results.telling.tales.heldOut.count) held-out stories but the first of each story. Of each GPT there is one training, and not all are equally long, so small gaps would mean nothing."
    )
    let shown = ladder.dropFirst(2)
    page.picture(
      "perplexity.svg",
      Bars.svg(
        names: shown.map(\.short),
        [(name: "perplexity", values: shown.map { .exp($0.loss) })], yLabel: "perplexity"
      ).utf8, alt: "Perplexity by step, from bigram counts on")
    page.section("What each step buys")
    page.text(reading)
    page.section("In the core")
    page.excerpt(
      "TokenCounts.probability", says: "What a count says of a token that it has never seen there")
    page.excerpt("TaleLoss", says: "The loss on whole stories")
    page.checkYourself([
      (
        "Why can no model get below the grammar's own perplexity on average?",
        "The choices are drawn at random: even someone who knows all the rules has to guess which animal comes. (The number is an upper bound. It counts the choices on the way to a story, also those of its first token, and two ways may lead to the same story.)"
      )
    ])
    page.keep("Attention is what lets a word in the last sentence depend on the first.")
  }

  private var reading: String {
    let telling = results.telling
    func perplexity(_ loss: Double) -> String { Double.exp(loss).fixed(2) }
    func loss(_ memory: Int) -> Double { telling.counted.first { $0.memory == memory }?.loss ?? 0 }
    let (even, four) = (loss(-1), telling.teller.loss)
    let way = 100 * (even - four) / (even - telling.tales.surprise)
    return """
      - **Counting pairs** brings the perplexity from \(perplexity(loss(0))) to \(perplexity(loss(1))), a memory of two tokens to \(perplexity(loss(2))).
      - **A GPT whose tokens see only themselves** is a bigram model that was learned instead of counted: \(perplexity(telling.blind.loss)), against \(perplexity(loss(1))) by counts.
      - **Attention** makes the difference: with one block \(perplexity(telling.oneBlock.loss)), and with four \(perplexity(four)).
      - The loss is the logarithm of the perplexity: \(even.fixed(3)) for even chances, \(four.fixed(3)) for four blocks, \(telling.tales.surprise.fixed(3)) for the grammar itself. Four blocks go (\(even.fixed(3)) − \(four.fixed(3)))/(\(even.fixed(3)) − \(telling.tales.surprise.fixed(3))) = \(way.fixed(1)) % of the way (before rounding).
      """
  }
}
