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
    startsSection(page)
    plainSection(page)
    page.section("Every look")
    page.folded("All \(known.count) looks", allLooks)
    page.section("In the core")
    page.excerpt("InductionTraining.run", says: "The training")
    page.excerpt("InductionTraining.Look", says: "A look")
    page.excerpt("CopyTrial", says: "What is measured from other starts")
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
      "A loss shows that something is learned; a score shows what.")
  }

  /// Whether the story of one training is that of others.
  private func startsSection(_ page: Page) {
    let trials = results.copying
    let starts = Comparisons.copying.starts
    func spread(_ measure: String) -> Measured { trials.measured(measure, of: CopyRow.book) }
    page.section("From other starts")
    page.text(
      "All that is one training. The same recipe from \(starts) other starts (weights and texts), and when each one's best induction score moved:"
    )
    page.dots(
      "moves.svg",
      [("begins to move", CopyTrial.from), ("has moved", CopyTrial.to)].map {
        ($0.0, trials.values($0.1, of: CopyRow.book))
      }, "step", decimals: 0)
    let widths = zip(
      trials.values(CopyTrial.to, of: CopyRow.book), trials.values(CopyTrial.from, of: CopyRow.book)
    ).map { Double($0 - $1) }
    let (scores, longer) = (
      trials.values(CopyTrial.induction, of: CopyRow.book),
      trials.values(CopyTrial.induction, of: CopyRow())
    )
    let missing = scores.count { $0 < HeadPattern.threshold }
    page.text(
      "It begins to move at step \(spread(CopyTrial.from).spread(decimals: 0)) and has moved at step \(spread(CopyTrial.to).spread(decimals: 0)); in between lie \(Int(widths.min() ?? 0)) to \(Int(widths.max() ?? 0)) steps of \(copy.steps.grouped). The final score is \(spread(CopyTrial.induction).spread()), at the least \((scores.min() ?? 0).fixed(3)); trained for \(CopyRow().steps.grouped) steps, at the least \((longer.min() ?? 0).fixed(3)). (± is the spread between starts.)\(missing > 0 ? " In \(missing) of the \(starts) no head had a score of \(HeadPattern.threshold.shown) after \(copy.steps.grouped) steps: what moved there was next to nothing." : "")"
    )
  }

  /// The same model, trained where a shortcut is to be had, and one with a single block.
  private func plainSection(_ page: Page) {
    page.section("A score without the mechanism, and one block alone")
    page.text(
      "Why do the training sequences go on in pieces, and don't just say the words again? And what can one block do alone? Each row again from \(Comparisons.copying.starts) starts, \(CopyRow().steps.grouped) steps:"
    )
    let rows = [
      ("pieces, two blocks", CopyRow()),
      ("plain repetitions, two blocks", CopyRow(text: .repeated)),
      ("pieces, one block", CopyRow(blocks: 1)),
    ]
    var table = Table(
      [
        "trained on", "induction score, block 0", "any block", "loss, repetitions", "loss, pieces",
      ], left: [0])
    let measures = [
      CopyTrial.induction0, CopyTrial.induction, CopyTrial.repeated, CopyTrial.pieces,
    ]
    for (name, row) in rows {
      table.add([name] + measures.map { results.copying.measured($0, of: row).spread(decimals: 2) })
    }
    page.text(table.markdown)
    page.text("(*Loss* is the mean negative log-likelihood of the words that can be known.)")
    page.text(shortcut)
    page.text(oneBlock)
  }

  private var shortcut: String {
    let trials = results.copying
    let plain = CopyRow(text: .repeated)
    let fails = trials.separation(CopyTrial.pieces, plain, CopyRow())
    let own = trials.separation(CopyTrial.repeated, plain, CopyRow())
    let inFirst = zip(
      trials.values(CopyTrial.induction0, of: plain), trials.values(CopyTrial.induction, of: plain)
    ).count { $0 == $1 }
    guard fails.isClear && fails.difference > 0 else {
      return "These starts don't show that plain repetitions teach anything else than pieces do."
    }
    return
      "A model trained on plain repetitions repeats \(own.isClear && own.difference > 0 ? "worse" : "as well"), and in \(inFirst) of \(own.counts.a) trainings the head with the highest score sits in the *first* block. That block sees words and places only, not what stood before a word: it can only look a fixed number of places back. As soon as the distance changes, it fails: in pieces its loss is \(fails.a.mean.fixed(2)), against \(fails.b.mean.fixed(2)) for the model trained on pieces. So a score alone doesn't tell a mechanism; a test where the shortcut is wrong does."
  }

  private var oneBlock: String {
    let separation = results.copying.separation(CopyTrial.pieces, CopyRow(blocks: 1), CopyRow())
    guard separation.isClear && separation.difference > 0 else {
      return "Between one block and two, these starts show no clear difference."
    }
    let losses = results.copying.values(CopyTrial.pieces, of: CopyRow(blocks: 1))
    return
      "One block alone has a loss of \(separation.a.mean.fixed(2)) in pieces (\(losses.count { $0 > 0.9 }) of \(losses.count) trainings end above 0.9, the best at \((losses.min() ?? 0).fixed(2))), against \(separation.b.mean.fixed(2)) with two: a key that says \"what stood before me\" has to be written before it can be looked for, and one block alone manages that at best in part."
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
      "An even guess among all \(all) words gives ln \(all) = \(Double.log(Double(all)).fixed(3)); a model that knows that none comes twice in the first half can get down to (\((0..<Copying.words).map { "ln \(all - $0)" }.joined(separator: " + "))) / \(Copying.words) = \(Self.floor.fixed(3))."
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
      We say that a curve moves while it goes from a fifth to four fifths of its whole way. The best induction score moves \(induction): within \(steps.grouped) steps, \(share.fixed(0)) % of the training, from step \((rise.from * copy.interval).grouped), the last look below a fifth. The negative log-likelihood at what can be known moves \(known). The best previous-token
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
