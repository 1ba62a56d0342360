import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  func emergencePage(_ page: Page) {
    page.section("Why")
    page.text(
      """
      A loss curve that falls smoothly hides what is being learned. So this training was interrupted every \(copy.interval) steps, \(InductionTraining.looks) times, to look at the model on \(InductionTraining.sequences) sequences that it is not trained on: how surprised is it by the words of the first half,
      how surprised by those that can be known, and what is the highest score of any head as *previous token* and as *induction*?
      """)
    page.section("Two losses")
    page.picture(
      "losses.svg",
      Curve.svg(
        [("can be known", points("known")), ("said for the first time", points("fresh"))],
        xLabel: "steps", yLabel: "mean negative log-likelihood", namesAbove: true
      ).utf8,
      alt:
        "The negative log-likelihood at words that can be known, and at fresh words, over the training"
    )
    let (known, fresh) = (values("known"), values("fresh"))
    page.text(
      """
      Words said for the first time are drawn evenly; no model can be less surprised by them than their number allows. \(freshFloor) At the end the negative log-likelihood is \((fresh.last ?? 0).fixed(3)) there\((fresh.last ?? 0) > Double.log(Double(Copying.tokens.count - 1)) ? ", no better than an even guess" : ""), and \((known.last ?? 0).fixed(3)) where the word can be known (\(known[0].fixed(3)) at the start).
      """)
    page.section("Two scores")
    page.picture(
      "scores.svg",
      Curve.svg(
        [("induction", points("induction")), ("previous token", points("previous"))],
        xLabel: "steps", yLabel: "highest score of any head", namesAbove: true
      ).utf8,
      alt: "The highest induction score and the highest previous-token score over the training")
    page.text(told)
    var table = Table(["steps", "can be known", "first time", "previous token", "induction"])
    for i in stride(from: 0, to: known.count, by: 5) {
      table.add(
        ["\((i * copy.interval).grouped)"]
          + ["known", "fresh", "previous", "induction"].map { values($0)[i].fixed(3) })
    }
    page.text(table.markdown)
    plainSection(page)
    page.section("Every look")
    page.folded("All \(known.count) looks", allLooks)
    page.section("In the core")
    page.excerpt("InductionTraining.add", says: "The training")
    page.excerpt("InductionTraining.Look", says: "A look")
    page.excerpt("InductionTraining.outcome", says: "What came of it")
    page.inRealSystems(
      """
      Olsson et al. found the same in language models of two layers and more (a model of one layer has no induction heads): induction heads come up within a short stretch of the training, and in that stretch the loss at late tokens of a text falls below that at early ones. Their models read real text, in which most words
      can be guessed a little without looking back.
      """)
    page.checkYourself([
      (
        "Why does the negative log-likelihood at fresh words not fall to 0 as well?",
        "They are drawn at random. The least possible mean negative log-likelihood is the mean of ln(number of words left): a model that has learned that no word comes twice in the first half reaches \(Self.floor.fixed(3))."
      )
    ])
    page.keep(
      "A loss tells that something is learned; a score tells what.")
  }

  /// The same model, trained where a shortcut is to be had.
  private func plainSection(_ page: Page) {
    page.section("Without the need, no head")
    page.text(
      "Why do the training sequences go on in pieces, and do not just say the words again? The same model, from the same start, trained for the same \(copy.steps.grouped) steps on plain repetitions:"
    )
    let blocks = Sizes.copy.layers
    var table = Table(
      ["trained on"] + (0..<blocks).map { "induction score, block \($0)" } + [
        "negative log-likelihood, repetitions", "negative log-likelihood, pieces",
      ], left: [0])
    for (name, values) in [("pieces", copy.outcome), ("plain repetitions", copy.plain)] {
      table.add([name] + values.map { $0.fixed(3) })
    }
    page.text(table.markdown)
    let (ours, plain) = (copy.outcome, copy.plain)
    if plain[0] > plain[1] && plain[blocks] < 0.1 && plain[blocks + 1] > 10 * ours[blocks + 1] {
      page.text(
        "It repeats as well, but with its *first* block, which looks where an induction head would. That block sees words and places only, not what stood before a word: it can only look a fixed number of places back. As soon as the distance changes, it fails: in pieces its negative log-likelihood is \(plain[blocks + 1].fixed(3)), that of the other model \(ours[blocks + 1].fixed(3)). So a score alone does not tell a mechanism; a test where the shortcut is wrong does."
      )
    }
  }

  private func values(_ name: String) -> [Double] {
    guard let values = copy.looks[name] else { stop("no look has asked for \(name)") }
    return values
  }

  private func points(_ name: String) -> [(x: Double, y: Double)] {
    values(name).enumerated().map { (Double($0 * copy.interval), $1) }
  }

  /// The least mean negative log-likelihood at fresh words: each is one of those that have not been said.
  static var floor: Double {
    let all = Copying.tokens.count - 1
    return Measured((0..<Copying.words).map { Double.log(Double(all - $0)) }).mean
  }

  private var freshFloor: String {
    let all = Copying.tokens.count - 1
    return
      "An even guess among all \(all) words gives ln \(all) = \(Double.log(Double(all)).fixed(3)); who knows that none comes twice in the first half can get down to (\((0..<Copying.words).map { "ln \(all - $0)" }.joined(separator: " + "))) / \(Copying.words) = \(Self.floor.fixed(3))."
  }

  // excerpt Chapter6.rise
  /// Between which looks a series goes from a fifth to four fifths of its whole way; nil where it does not
  /// go anywhere.
  static func rise(_ values: [Double]) -> (from: Int, to: Int)? {
    guard let first = values.first, let far = values.max(by: { abs($0 - first) < abs($1 - first) }),
      far != first,
      let late = values.firstIndex(where: { ($0 - first) / (far - first) >= 0.8 })
    else { return nil }
    let early = values[..<late].lastIndex { ($0 - first) / (far - first) <= 0.2 } ?? 0
    return (early, late)
  }
  // end excerpt

  /// When each curve rose or fell, in words.
  private var told: String {
    func way(_ name: String) -> String? {
      Self.rise(values(name)).map {
        "between steps \(($0.from * copy.interval).grouped) and \(($0.to * copy.interval).grouped)"
      }
    }
    guard let induction = way("induction"), let known = way("known"),
      let rise = Self.rise(values("induction"))
    else { return "Within these steps no curve moved." }
    let steps = (rise.to - rise.from) * copy.interval
    let share = 100 * Double(steps) / Double(copy.steps)
    let previous = values("previous")
    let most = previous.max() ?? 0
    return """
      We say that a curve moves while it goes from a fifth to four fifths of its whole way. The best induction score moves \(induction): within \(steps.grouped) steps, \(share.fixed(0)) % of the training, after \((rise.from * copy.interval).grouped) steps in which it went less than a fifth. The negative log-likelihood at what can be known moves \(known). The best previous-token
      score is \(previous[rise.from].fixed(3)) when the induction score begins to move, \(previous[rise.to].fixed(3)) when it has arrived, \(most.fixed(3)) at its highest (step \(((previous.firstIndex(of: most) ?? 0) * copy.interval).grouped)), and \((previous.last ?? 0).fixed(3)) at the end; the induction score is \((values("induction").max() ?? 0).fixed(3)) at its highest and \((values("induction").last ?? 0).fixed(3)) at the end.
      """
  }

  private var allLooks: String {
    var table = Table(["steps", "can be known", "first time", "previous token", "induction"])
    for i in values("known").indices {
      table.add(
        ["\((i * copy.interval).grouped)"]
          + ["known", "fresh", "previous", "induction"].map { values($0)[i].fixed(4) })
    }
    return table.markdown
  }
}
