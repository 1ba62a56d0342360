import Numerics
import Walkthrough

extension Chapter0Story {
  /// A line for the page that explains a part: what a trained model loses without it.
  func withoutIt(_ page: Page, _ name: String) {
    guard let part = TwoSentences.parts.first(where: { $0.name == name }) else { return }
    let (whole, less) = (pair.outcome(without: TwoSentences.nothing), pair.outcome(without: part))
    page.text(
      "*Without it:* leaving out \(part.name) of a trained model takes its loss from \(whole.loss.shown) to \(less.loss.shown) (\(page.link("what-for")))."
    )
  }

  /// What each part of the model is for: leave it out, and see.
  func whatFor(_ page: Page) {
    let deciding = TwoSentences.deciding
    let sentences = TwoSentences.sentences
    page.section("Why")
    page.text(
      """
      One sentence can be learned without attention: the place alone tells the next word. So give the model something
      that it cannot know without looking back. From the same start the core trains it on *two* sentences,
      **\(sentences[0])** and **\(sentences[1])**, \(pair.steps.grouped) steps. After `like`, both have the same word at the
      same place; which word comes next, only the first word tells.
      """)
    page.section("Leave it out")
    page.text(
      "Each line leaves out one part and asks the trained model again. Layers get parameters of 0, so that they add nothing; a norm hands on what it got, as it is. p is the probability of the right word after `like`."
    )
    var table = Table(
      ["left out", "loss", "p in “\(sentences[0])”", "p in “\(sentences[1])”"], left: [0])
    for part in TwoSentences.parts {
      let outcome = pair.outcome(without: part)
      table.add([part.name, outcome.loss.shown] + outcome.right.map(\.shown))
    }
    page.text(table.markdown)
    let (whole, blind) = (
      pair.outcome(without: TwoSentences.nothing), pair.outcome(without: TwoSentences.attention)
    )
    let isLearned = whole.right.allSatisfy { $0 > 0.9 }
    page.text(
      isLearned
        ? "With attention the model is nearly sure of both. Without it the two rows at `like` are equal, so whatever it says, it says of both sentences: the two probabilities together can be at most 1 (here they add up to \((blind.right[0] + blind.right[1]).shown), before rounding), and the mean negative log-likelihood there at least ln 2 = \(Double.log(2).shown)."
        : "With so little training (`--train \(chapter.trainingSteps)`) it has not learned the two sentences yet; try more."
    )
    page.text(
      "(No model can have a loss of 0 here: which of the two sentences it will be is a toss-up at the first word. With \(pair.inputs[0].count) places per sentence, that alone costs ln 2 / \(pair.inputs[0].count) = \((Double.log(2) / Double(pair.inputs[0].count)).shown).)"
    )
    page.text(
      "A part that was there while the model was trained may be missed even if another model could be trained without it: the table says what *this* model has come to rely on."
    )
    page.section("Where it looks")
    for (n, sentence) in sentences.enumerated() {
      let maps = pair.attention(n).enumerated().map { head, weights in
        ("“\(sentence)”, head \(head)", weights)
      }
      let words = places(of: pair.inputs[n])
      page.heatMap(
        maps, rows: words, columns: words,
        alt: "The attention weights of both heads on the sentence \(sentence)")
    }
    let looks = sentences.indices.map { n in
      pair.attention(n).map { $0[deciding * pair.inputs[n].count + 1] }.max() ?? 0
    }
    page.text(
      "At `like`, the head that looks most at the first word gives it the weight \(looks[0].shown) in the first sentence and \(looks[1].shown) in the second."
    )
    page.checkYourself([
      (
        "Could a model that never had place codes learn the two sentences?",
        "Perhaps: through the mask a place still sees which words came before it, though not in which order, and after `like` the one other word tells all. (The table's line on the place codes answers another question: it takes them from a model that was trained with them.)"
      )
    ])
    page.keep(
      "Leaving a part out shows what this model relies on, not what another could have learned without it."
    )
  }
}
