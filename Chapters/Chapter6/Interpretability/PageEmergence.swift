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
        xLabel: "steps", yLabel: "mean surprise", namesAbove: true
      ).utf8, alt: "The surprise at words that can be known, and at fresh words, over the training")
    let (known, fresh) = (values("known"), values("fresh"))
    page.text(
      """
      Words said for the first time are drawn evenly; no model can be less surprised by them than their number allows. \(freshFloor) At the end the surprise is \((fresh.last ?? 0).fixed(3)) there, and \((known.last ?? 0).fixed(3)) where the word can be known (\(known[0].fixed(3)) at the start).
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
    page.section("Every look")
    page.folded("All \(known.count) looks", allLooks)
    page.section("In the core")
    page.excerpt("InductionTraining.add", says: "The training")
    page.excerpt("InductionTraining.Look", says: "A look")
    page.inRealSystems(
      """
      Olsson et al. found the same in language models of all sizes they looked at: induction heads come up within a short stretch of the training, and in that stretch the loss at late tokens of a text falls below that at early ones. Their models read real text, in which most words
      can be guessed a little without looking back.
      """)
    page.checkYourself([
      (
        "Why does the surprise at fresh words not fall to 0 as well?",
        "They are drawn at random. The least possible mean surprise is the mean of ln(number of words left): a model that has learned that no word comes twice in the first half reaches \(Self.floor.fixed(3))."
      )
    ])
    page.keep(
      "A smooth loss can hide a step: a circuit is there or is not, and one can watch it come.")
  }

  private func values(_ name: String) -> [Double] { copy.looks[name] ?? [0] }

  private func points(_ name: String) -> [(x: Double, y: Double)] {
    values(name).enumerated().map { (Double($0 * copy.interval), $1) }
  }

  /// The least mean surprise at fresh words: each is one of those that have not been said.
  static var floor: Double {
    let all = Copying.tokens.count - 1
    return Measured((0..<Copying.words).map { Double.log(Double(all - $0)) }).mean
  }

  private var freshFloor: String {
    let all = Copying.tokens.count - 1
    return
      "With \(all) words, none of which comes twice in the first half, that is (\((0..<Copying.words).map { "ln \(all - $0)" }.joined(separator: " + "))) / \(Copying.words) = \(Self.floor.fixed(3))."
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
      We say that a curve moves while it goes from a fifth to four fifths of its whole way. The best induction score moves \(induction): within \(steps.grouped) steps, \(share.fixed(0)) % of the training, after \((rise.from * copy.interval).grouped) steps in which there was little of it. The surprise at what can be known moves \(known). The best previous-token
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
