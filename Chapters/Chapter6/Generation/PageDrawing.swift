import ByHand
import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func drawing(_ page: Page) {
    page.section("Why")
    page.text(
      """
      Probabilities are there; now a word must be chosen so that each comes as often as its probability says. Lay the probabilities side by side, in the order of the words' numbers, on a line from 0 to 1. A draw u, evenly between 0 and 1,
      is a point on it. The word whose stretch it falls on is chosen; a likelier word has a longer stretch.
      """)
    page.section("The formula")
    page.formula(
      #"c_i = p_0 + \dots + p_i \qquad \mathrm{token}(u) = \min\,\{\, i : u < c_i \,\} = \mathrm{count}\,\{\, i : c_i \le u \,\}"#
    )
    page.text(
      "The last form counts: as many sums are not above u as words come before the chosen one.")
    page.section("Six draws by hand")
    for example in Choices.examples {
      let (cumulative, u) = (sampled(example, "pick.cumulative"), sampled(example, "pick.u"))
      let tokens = sampled(example, "pick.token")
      page.subsection("\(example.beginning) …")
      page.text(
        wordTable(
          example,
          [("p", sampled(example, "plain.p").values), ("cumulative", cumulative.values)]))
      if example.name == Choices.examples[0].name {
        page.lines([cumulative[1]] + [tokens[0]])
      }
      var table = Table(["u"] + u.values.map(\.shown), left: [0])
      table.add(["token"] + tokens.values.map(\.shown))
      table.add(["word"] + tokens.values.map { example.words[Int($0)] })
      page.text(table.markdown)
      page.everyEntry(of: cumulative, tokens)
    }
    page.section("A thousand draws")
    thousandDraws(page)
    page.section("In the core")
    page.excerpt("TokenChoice.pick", says: "Picking")
    page.check(computed(Choices.examples.map { "sampling.\($0.name).pick." }).map(\.name))
    page.checkYourself([
      (
        "A word was left out, so its probability is 0. Can a draw still fall on it?",
        "No. Its sum is the same as the one before, so whenever u is below it, u was already below the one before."
      ),
      (
        "The sums end at 0.9999999999999999, and u is larger. What then?",
        "The core takes the last word that has a probability. Without that rule there would be no word at all."
      ),
    ])
    page.keep("Lay probabilities side by side; a point on the line is a word.")
  }

  private func thousandDraws(_ page: Page) {
    let n = Double(ChoiceResults.draws)
    page.text(
      "Does it work? Draw \(ChoiceResults.draws.grouped) times and count. Of n draws a word with probability p is expected n·p times, give or take the standard error:"
    )
    page.formula(#"\mathrm{expected} = n p \qquad \mathrm{error} = \sqrt{n\,p\,(1-p)}"#)
    var off: [Double] = []
    for (example, counts) in zip(Choices.examples, results.choices.counts) {
      let p = sampled(example, "plain.p").values
      let errors = p.map { (n * $0 * (1 - $0)).squareRoot() }
      var table = Table(
        [
          "", "`\(example.beginning) …`", "p", "expected", "drawn", "error",
          "deviation ÷ standard error",
        ],
        left: [0, 1])
      for (i, word) in example.words.enumerated() {
        let distance = (Double(counts[i]) - n * p[i]) / errors[i]
        off.append(distance.magnitude)
        table.add([
          "\(i)", word, p[i].shown, (n * p[i]).fixed(1), "\(counts[i])", errors[i].fixed(1),
          distance.fixed(2),
        ])
      }
      page.text(table.markdown)
      page.picture(
        "\(example.name).svg",
        Bars.svg(
          names: example.words,
          [("expected", p.map { n * $0 }), ("drawn", counts.map { Double($0) })],
          yLabel: "of \(ChoiceResults.draws.grouped) draws"
        ).utf8,
        alt:
          "After \(example.beginning): how often each of seven words was expected and drawn")
    }
    page.text(
      "Of the \(off.count) counts \(off.count { $0 <= 1 }) lie within one standard error and \(off.count { $0 <= 2 }) within two; the furthest is \((off.max() ?? 0).fixed(2)) away. Of many such counts about 68 % lie within one and 95 % within two."
    )
  }
}
