import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  /// The scale of the book's run.
  private var usual: Double { 2 }
  private static let scales = [1.0, 2, 3, 12]

  func dropping(_ page: Page) {
    page.section("Why")
    page.text(
      """
      Guidance needs a model that can answer without a label, and labels are dropped in training so that it learns to. How many? And when is
      guidance worth its second pass? One model cannot tell ([chapter 1](chapter1/recipes)), so each of \(rows.count) recipes is trained from \(starts) starts, \(results.trials.count) models in all,
      with seeds that had no part in choosing the book's recipe (16 features, one label in ten dropped). Some are made to listen less: nine labels in ten dropped, half the features, a tenth of the
      steps. Of each model \(Measurements.samples) samples are judged at each w. w = \(usual.shown) is the scale of the walk by hand (\(page.link("euler"))).
      """)
    page.section("Does guidance help?")
    page.text(
      """
      The same model is asked at w = 1 and at a larger w. So the difference is taken in each model, and [chapter 1's rule](chapter1/recipes) is
      asked whether the mean of these \(starts) differences lies further from 0 than chance explains: further than $`t_{95}(\(starts - 1))`$ times its standard error.
      ± is the spread (standard deviation) between starts. First *asked*, the share of samples whose nearest member is of the asked class:
      """)
    page.text(table("asked").markdown)
    page.dots("asked.svg", dots("asked"), "asked: samples of the asked class, %", unit: 100)
    page.text(helps("asked"))
    page.text("Then *clean*, the share that also are members, with every pixel on its side of 0:")
    page.text(table("clean").markdown)
    page.text(helps("clean"))
    page.text(conclusion)
    let count = 2 * rows.count * (Self.scales.count - 1)
    page.text(
      "(\(count) comparisons in the two tables, each wrong once in 20 times where nothing differs: expect \((Double(count) / 20).fixed(1)) false verdicts.)"
    )
    page.section("How many labels to drop")
    page.text(sharesVerdict)
    page.checkYourself([
      (
        "A model was trained with every label. What does guidance push its answer away from?",
        "From the answer with the null row, which was drawn and never trained: an answer to a question that the model has never met."
      )
    ])
    page.keep("Guidance makes a model listen. Drawing cleanly is another matter.")
  }

  private var rows: [ShapesRecipe] {
    Comparisons.shares + [Comparisons.small, Comparisons.brief]
  }

  private var starts: Int { values("clean", Comparisons.book, 1).count }

  private func values(_ what: String, _ row: ShapesRecipe, _ w: Double) -> [Double] {
    results.trials.values(Comparisons.measure(what, w), of: row)
  }

  /// What w has changed in the models of a row.
  private func gain(_ what: String, _ row: ShapesRecipe, _ w: Double) -> Separation {
    Separation(paired: values(what, row, w), values(what, row, 1))
  }

  private func table(_ what: String) -> Table {
    let guided = Self.scales.dropFirst()
    var table = Table(
      ["recipe"] + Self.scales.map { "w = \($0.shown)" }
        + guided.map { "w = \($0.shown) against 1" },
      left: Set([0] + (Self.scales.count + 1..<Self.scales.count + 1 + guided.count)))
    for row in rows {
      table.add(
        [row.words] + Self.scales.map { Measured(values(what, row, $0)).percent }
          + guided.map { gain(what, row, $0).word() })
    }
    return table
  }

  private func dots(_ what: String) -> [(name: String, values: [Double])] {
    rows.flatMap { row in
      [1, usual].map { w in ("\(row.words), w = \(w.shown)", values(what, row, w)) }
    }
  }

  /// What the usual scale does to each row.
  private func helps(_ what: String) -> String {
    func found(_ word: String) -> String? {
      let found = rows.filter { gain(what, $0, usual).word() == word }
      return found.isEmpty
        ? nil
        : found.map {
          let points = 100 * gain(what, $0, usual).difference
          return "\($0.words) (\(points < 0 ? "" : "+")\(points.fixed(1)) points)"
        }.joined(separator: "; ")
    }
    let parts = [
      ("more", "better"), ("fewer", "worse"), (Separation.unclear, Separation.unclear),
    ]
    .compactMap { says, word in found(word).map { "\(says): \($0)" } }
    return "At w = \(usual.shown) against w = 1, \(what): \(parts.joined(separator: "; and "))."
  }

  /// What the starts say of guidance where it is needed, and where it is not.
  private var conclusion: String {
    func gaining(_ what: String) -> [ShapesRecipe] {
      rows.filter { gain(what, $0, usual).word() == "better" }
    }
    let (listening, cleaner) = (gaining("asked"), gaining("clean"))
    let least = rows.min { mean($0) < mean($1) } ?? Comparisons.book
    func mean(_ row: ShapesRecipe) -> Double { Measured(values("asked", row, 1)).mean }
    let needed =
      "So guidance makes \(listening.count) of the \(rows.count) recipes draw the asked class more often\(listening.contains(least) ? ", among them the one that listened least (\(least.words))" : ""), and \(cleaner.isEmpty ? "none" : "\(cleaner.count)") of them more clean pictures."
    let plain = Separation(
      values("clean", Comparisons.shares[0], 1), values("clean", Comparisons.book, usual))
    let both =
      "\(plain.a.percent) clean, against \(plain.b.percent) of the book's recipe with guidance"
    return
      "\(needed) And a model whose labels were never dropped, not guided at all: \(both)\(plain.isClear ? ", which is \(plain.word())" : ", too close to call")."
  }

  /// Each share of dropped labels against the book's, plain and guided.
  private var sharesVerdict: String {
    func line(_ w: Double) -> String {
      let words = Comparisons.shares.filter { $0 != Comparisons.book }.map { row -> String in
        let split = Separation(values("clean", row, w), values("clean", Comparisons.book, w))
        return "\(row.words): \(split.word())"
      }
      return "at w = \(w.shown), \(words.joined(separator: "; "))"
    }
    return
      "Different models now, so the rule is the plain one. Against the book's \((100 * Comparisons.book.dropping).fixed(0)) % by clean pictures, \(line(1)). And \(line(usual)). (With 0 % dropped the null row is never trained.)"
  }
}
