import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func temperature(_ page: Page) {
    let (sure, unsure) = (Choices.examples[0], Choices.examples[1])
    page.section("Why")
    page.text(
      """
      At the end of a text the model has a number for every token that may come next: the *logits*. Softmax makes probabilities of them. But which token is written? One can always take the likeliest, or draw; and
      before the draw one can make the likely tokens likelier, or give the others a better chance. That is what a *temperature* does. It belongs to the writing, not to the model: no parameter changes.

      Here and on the next two pages we choose from seven words, twice: once where a model is sure, and once where many words would do.
      """)
    page.section("The formula")
    page.formula(
      #"p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}} \qquad \frac{p_i}{p_j} = \bigl(e^{z_i - z_j}\bigr)^{1/T}"#
    )
    page.text(
      "z are the logits and T is the temperature. The second form says what happens: T = 2 takes the square root of how many times likelier a word is than another, T = ½ takes its square. The order of the words never changes."
    )
    page.section("One entry in full")
    let likeliest = sampled(sure, "plain.p").values.enumerated().max { $0.element < $1.element }
    let best = likeliest?.offset ?? 0
    page.text(
      "\"\(sure.words[best])\" after \"\(sure.beginning) …\", at T = \(Choices.temperatures[0].choice.temperature.shown): first its logit is divided, then softmax."
    )
    page.lines([sampled(sure, "sharp.scaled")[best], sampled(sure, "sharp.p")[best]])
    page.section("All of them")
    for example in Choices.examples { temperatures(page, example) }
    page.everyEntry(
      of: Choices.examples.flatMap { example in
        Choices.temperatures.flatMap { method in
          [sampled(example, "\(method.name).scaled"), sampled(example, "\(method.name).p")]
        }
      })
    page.text(ratios(sure))
    page.section("Temperature 0: greedy")
    page.text(
      "The lower the temperature, the more of the probability goes to the likeliest word. Dividing by 0 is not possible, but the end of that way is plain: the likeliest word gets 1, all others 0. (The brackets hold a question: 1 if it's true, 0 if it isn't.)"
    )
    page.lines(
      sampled(unsure, "greedy.largest").scalars + sampled(unsure, "greedy.p").scalars)
    page.everyEntry(of: [sampled(sure, "greedy.largest"), sampled(sure, "greedy.p")])
    page.text("Should two words be equally likely, the core takes the one with the lower number.")
    page.section("In the core")
    page.excerpt(
      "TokenChoice.probabilities",
      says: "Temperature, greedy, and what happens to logits that are not finite")
    page.check(
      computed(
        Choices.examples.flatMap { example in
          (Choices.temperatures.map(\.name) + ["greedy"]).map {
            "sampling.\(example.name).\($0)."
          }
        }
      ).map(\.name))
    page.inRealSystems(
      "Logits are computed in 16 bits, the choice is made in 32. Services let their users set a temperature, mostly from 0 to 2; even at 0 an answer may differ from run to run, because sums on a graphics card are added in another order when other requests share it. Here equal commands give equal texts, bit by bit."
    )
    page.checkYourself([
      (
        "What does an infinite temperature do?",
        "All z/T are 0, and every word gets the same: \((1 / Double(sure.words.count)).shown)."
      ),
      (
        "All logits grow by 5. What changes?",
        "Nothing: the factor $`e^{5/T}`$ stands in the numerator and in every term of the sum below."
      ),
    ])
    page.keep("A temperature changes how much likelier, never which is likelier.")
  }

  /// Probabilities at three temperatures, as a table and as bars.
  private func temperatures(_ page: Page, _ example: Choices.Example) {
    let columns = Choices.temperatures.map { method in
      (
        title: "T = \(method.choice.temperature.shown)",
        values: sampled(example, "\(method.name).p").values
      )
    }
    page.subsection("\(example.beginning) …")
    page.text(
      wordTable(
        example, [("logit", example.logits)] + columns,
        below: [
          ["*effective number of choices*", ""]
            + columns.map { Self.equalWords($0.values).fixed(2) }
        ]))
    page.picture(
      "\(example.name).svg",
      Bars.svg(
        names: example.words, columns.map { (name: $0.title, values: $0.values) },
        yLabel: "probability"
      ).utf8,
      alt:
        "After \(example.beginning): the probabilities of seven words at three temperatures")
  }

  /// The exponential of the entropy: how many equally likely words would be as uncertain.
  static func equalWords(_ p: [Double]) -> Double {
    Double.exp(p.reduce(0) { $1 > 0 ? $0 - $1 * Double.log($1) : $0 })
  }

  /// How many times likelier the first word is than the second, at each temperature.
  private func ratios(_ example: Choices.Example) -> String {
    let order = example.logits.indices.sorted { example.logits[$0] > example.logits[$1] }
    let ratios = Choices.temperatures.map { method -> String in
      let p = sampled(example, "\(method.name).p").values
      return (p[order[0]] / p[order[1]]).fixed(2)
    }
    return
      "The last row is the exponential of the entropy, $`e^{-\\sum p \\ln p}`$: a choice among so many equally likely words would be as open. And the powers can be seen: at the three temperatures \"\(example.words[order[0]])\" is \(Self.listed(ratios)) times as likely as \"\(example.words[order[1]])\", the square, the number itself and its root."
  }
}
