import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func truncation(_ page: Page) {
    page.section("Why")
    page.text(tail)
    page.section("Top-k: the k likeliest")
    topK(page)
    page.section("Top-p: the fewest words that add up to p")
    topP(page)
    page.section("A sum that hits p exactly")
    exactHit(page)
    page.section("Min-p: not much less likely than the likeliest")
    minP(page)
    page.section("All together")
    together(page)
    page.section("Presets")
    presets(page)
    page.section("In the core")
    for (name, says) in [
      ("TokenChoice.order", "From the likeliest to the least likely"),
      ("TokenChoice.topK", "Top-k"),
      ("TokenChoice.topP", "Top-p"), ("TokenChoice.minP", "Min-p"),
    ] { page.excerpt(name, says: says) }
    page.excerpt("ByHand.topP", says: "Top-p by hand")
    page.check(
      computed(
        ["sampling.exact."]
          + Choices.examples.flatMap { example in
            ["only_k", "only_p", "only_min", "all"].map { "sampling.\(example.name).\($0)." }
          }
      ).map(\.name))
    page.inRealSystems(
      "Top-k was proposed for stories (Fan et al., 2018), top-p as the *nucleus* (Holtzman et al., 2019), min-p by Nguyen et al. (2024). Programs differ in the order in which they do these things, so the same three numbers may mean different choices elsewhere. Many also lower the logits of what was just written."
    )
    page.checkYourself(questions)
    page.keep("Leave out what nobody would say; then let the rest add up to 1 again.")
  }

  /// What a draw from all words risks.
  private var tail: String {
    let sure = Choices.examples[0]
    let p = sampled(sure, "plain.p").values
    let odd = ["leaf", "moon", "shoe"].compactMap { sure.words.firstIndex(of: $0) }
    let risk = odd.reduce(0) { $0 + p[$1] }
    let safe = (0..<20).reduce(1.0) { product, _ in product * (1 - risk) }
    return """
      A model gives every word *some* probability. "\(sure.beginning) …" can go on with "hat", but hardly with \(Self.listed(odd.map { "\"\(sure.words[$0])\"" }, "or")); and still, together these three have a probability of \(risk.shown).
      If every word of a text were such a choice, the chance to get through twenty of them without a slip would be (1 − \(risk.shown))²⁰ = \(safe.shown). And a slip stays: the model reads it, and goes on from there. So unlikely
      words are left out before the draw. Three rules say which; whatever stays is divided by its sum, so that it adds up to 1 again.
      """
  }

  /// The words that a method leaves in an example.
  private func kept(_ example: Choices.Example, _ name: String) -> [Int] {
    let p = sampled(example, name).values
    return p.indices.filter { p[$0] > 0 }
  }

  private func keptWords(_ example: Choices.Example, _ name: String) -> String {
    Self.listed(kept(example, name).map { "\"\(example.words[$0])\"" })
  }

  /// Both examples before and after a method.
  private func beforeAndAfter(_ page: Page, _ method: String, _ layer: String) {
    for example in Choices.examples {
      page.text(
        wordTable(
          example,
          [
            ("p", sampled(example, "\(method).p").values),
            (layer.replacing("_", with: "-"), sampled(example, "\(method).\(layer).p").values),
          ]))
    }
    page.everyEntry(
      of: Choices.examples.flatMap { computed(["sampling.\($0.name).\(method).\(layer)."]) })
  }

  private func topK(_ page: Page) {
    let (sure, unsure) = (Choices.examples[0], Choices.examples[1])
    let k = Choices.method("only_k").topK ?? 0
    page.text(
      "Sort the words, keep the first k = \(k), and divide each by their sum. (`sure` is \"\(sure.beginning) …\", `unsure` is \"\(unsure.beginning) …\"; `sorted` holds the probabilities, largest first.) One word in full:"
    )
    let first = kept(unsure, "only_k.top_k.p")[0]
    page.lines(
      sampled(unsure, "only_k.top_k.sum").scalars + [sampled(unsure, "only_k.top_k.p")[first]])
    beforeAndAfter(page, "only_k", "top_k")
    let sorted = sampled(unsure, "only_k.top_k.sorted").values
    let weakest = sampled(sure, "only_k.top_k.sorted").values[k - 1]
    page.text(
      "The same k can be too small and too large. After the second beginning, a word with \(sorted[k].shown) is left out, though the last one kept has \(sorted[k - 1].shown); after the first, a word with only \(weakest.shown) is kept."
    )
  }

  private func topP(_ page: Page) {
    let (sure, unsure) = (Choices.examples[0], Choices.examples[1])
    let limit = Choices.method("only_p").topP ?? 0
    page.text(
      "Add up the probabilities, starting with the likeliest word, and stop as soon as the sum has reached p = \(limit.shown). So the number of words depends on how sure the model is:"
    )
    let count = kept(unsure, "only_p.top_p.p").count
    page.lines(Array(sampled(unsure, "only_p.top_p.cumulative").scalars[..<count]))
    page.text(
      "\(count) words reach it. For the first beginning, \(kept(sure, "only_p.top_p.p").count == 1 ? "one word is" : "\(kept(sure, "only_p.top_p.p").count) words are") enough: \(keptWords(sure, "only_p.top_p.p"))."
    )
    beforeAndAfter(page, "only_p", "top_p")
  }

  private func exactHit(_ page: Page) {
    let (p, cumulative) = (grid("sampling.exact.p"), grid("sampling.exact.top_p.cumulative"))
    let exact = Choices.exact
    var table = Table(["", "`\(exact.beginning) …`", "p", "top-p"], left: [0, 1])
    let result = grid("sampling.exact.top_p.p").values
    for (i, word) in exact.words.enumerated() {
      table.add(["\(i)", word, p.values[i].shown, result[i].shown])
    }
    page.text(
      "What if the sum of some words *is* p? Then p is reached, and no further word comes in. With these probabilities, which add up without rounding, and p = \(exact.limit.shown):"
    )
    page.text(table.markdown)
    page.lines(cumulative.scalars)
    page.everyEntry(of: computed(["sampling.exact."]))
    let decimal = [0.7, 0.1, 0.1].reduce(0, +)
    page.text(
      """
      \(result.count { $0 > 0 }) words stay. With the next larger number that 64 bits know in place of \(exact.limit.shown), \(results.choices.aboveExact) stay. Decimal fractions are rarely such clear cases: 0.7 + 0.1 + 0.1 is \(decimal) in 64 bits, which is \(decimal < 0.9 ? "below" : "not below") 0.9,
      so with p = 0.9 \(decimal < 0.9 ? "one more word would come in" : "no more word would come in").
      """)
  }

  private func minP(_ page: Page) {
    let (sure, unsure) = (Choices.examples[0], Choices.examples[1])
    let share = Choices.method("only_min").minP ?? 0
    page.text(
      "A word stays if it has at least a share, here \(share.shown), of the likeliest word's probability. Where one word stands out the bar is high; where none does, it is low:"
    )
    page.lines(
      sampled(sure, "only_min.min_p.threshold").scalars
        + sampled(unsure, "only_min.min_p.threshold").scalars)
    page.text(
      "For the first beginning it leaves \(keptWords(sure, "only_min.min_p.p")), for the second all but \(Self.listed(unsure.words.indices.filter { !kept(unsure, "only_min.min_p.p").contains($0) }.map { "\"\(unsure.words[$0])\"" }))."
    )
    beforeAndAfter(page, "only_min", "min_p")
  }

  private func together(_ page: Page) {
    let choice = Choices.method("all")
    page.text(
      "The order matters: first the temperature (\(choice.temperature.shown)), then top-k (\(choice.topK ?? 0)), then top-p (\((choice.topP ?? 0).shown)), which adds up what top-k has left and divided, then min-p (\((choice.minP ?? 0).shown))."
    )
    for example in Choices.examples {
      page.text(
        wordTable(
          example,
          [("T = \(choice.temperature.shown)", sampled(example, "all.p").values)]
            + ["top_k", "top_p", "min_p"].map {
              ($0.replacing("_", with: "-"), sampled(example, "all.\($0).p").values)
            }))
    }
    page.everyEntry(
      of: Choices.examples.flatMap { computed(["sampling.\($0.name).all."]) })
  }

  private func presets(_ page: Page) {
    var table = Table(["preset", "temperature", "top-k", "top-p", "min-p"], left: [0])
    for (name, choice) in TokenChoice.presets {
      table.add([
        name, choice.temperature.shown, choice.topK.map { "\($0)" } ?? "",
        choice.topP.map(\.shown) ?? "", choice.minP.map(\.shown) ?? "",
      ])
    }
    page.text(
      "Four settings that have names (`--preset NAME` takes one of them), and what they make of the two beginnings:"
    )
    page.text(table.markdown)
    let names = TokenChoice.presets.map(\.name)
    for (example, presets) in zip(Choices.examples, results.choices.presets) {
      page.text(wordTable(example, zip(names, presets).map { ($0, $1) }))
    }
  }

  private var questions: [(question: String, answer: String)] {
    let (unsure, count) = (Choices.examples[1], results.choices.topP)
    return [
      (
        "Of \"\(unsure.beginning) …\", how many words does top-p with 0.75 keep after top-k with 5? Why not more than without it?",
        "\(count.afterTopK), and without top-k \(count.alone). Top-k has divided by a sum below 1, so every word that is left counts for more and the limit is reached no later."
      ),
      (
        "What does top-k with k = 1 do, whatever the temperature is?",
        "It is greedy: one word stays, and p / p = 1."
      ),
    ]
  }
}
