import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter1Story {
  func recipes(_ page: Page) {
    let tried = results.tried
    let starts = tried.values("members", of: Recipe.book)
    page.section("Why")
    page.text(
      """
      The recipe of \(page.link("training")) makes one model, from one start. Its \(Samples.count) samples tell how good *that model* is
      (\(page.link("pictures"))). They do not tell how good the *recipe* is: with other starting numbers and other
      batches it makes other models. Here are the shares of members of \(starts.count) models of the worked step's size that differ in the seed only,
      \(Recipes.samples.grouped) samples each: \(starts.map { "\((100 * $0).fixed(1)) %" }.joined(separator: ", ")). So whoever compares two
      recipes must train each several times.
      """)
    allRecipes(page)
    nearTheData(page)
    judgedAgain(page)
    rule(page)
    page.section("In the core")
    page.excerpt("StudentsT.point95", says: "The 95 % point, by adding up the density")
    page.excerpt("Separation", says: "And the rule")
    page.text(
      "The \(tried.count + results.judged.count) trainings are kept in `Chapters/Chapter1/Experiments`, a line each with all that was measured; `swift run -c release experiments chapter1` makes those that are missing."
    )
    page.checkYourself([
      (
        "Of 100 comparisons of recipes that do not differ at all, how many does the rule call different?",
        "About 5: that is what 95 % means."
      ),
      (
        "A rule with more starts: what gets smaller, the spread between starts or the standard error?",
        "The standard error: it is the spread divided by √n. The spread is a property of the recipe."
      ),
    ])
    page.keep(
      "One training is one sample. Compare means of several, and say when they do not decide.")
  }

  private func rule(_ page: Page) {
    let even = Recipe.book { $0.times = .uniform }
    let split = results.tried.separation("members", Recipe.book, even)
    page.section("The rule")
    page.text(
      """
      Two recipes, trained from $`n_a`$ and $`n_b`$ starts, have the means $`m_a`$ and $`m_b`$ and the standard deviations
      $`s_a`$ and $`s_b`$. This book calls them different if the means lie further apart than chance would bring two equal recipes in 95 of
      100 cases:
      """)
    page.formula(
      #"|m_a - m_b| > t_{95}(\nu)\cdot e \qquad e = \sqrt{\frac{s_a^2}{n_a} + \frac{s_b^2}{n_b}} \qquad \nu = \frac{e^4}{\frac{(s_a^2/n_a)^2}{n_a - 1} + \frac{(s_b^2/n_b)^2}{n_b - 1}}"#
    )
    page.text(
      """
      $`e`$ is the standard error of the difference, and $`t_{95}(\\nu)`$ is the point that a quantity with *Student's t distribution* of
      $`\\nu`$ degrees of freedom stays below, ignoring its sign, with a probability of 95 %. (This is *Welch's test*.) For logit-normal times (a) against even ones (b), shares of
      members in percent:
      """)
    func percent(_ value: Double) -> String { (100 * value).fixed(2) }
    page.code(
      """
      m_a = \(percent(split.a.mean))   s_a = \(percent(split.a.deviation))   n_a = \(split.counts.a)
      m_b = \(percent(split.b.mean))   s_b = \(percent(split.b.deviation))   n_b = \(split.counts.b)
      e = √(\(percent(split.a.deviation))² / \(split.counts.a) + \(percent(split.b.deviation))² / \(split.counts.b)) = \(percent(split.error))
      ν = \(split.degrees.fixed(1))   t95 = \(split.point.fixed(3))   t95 · e = \(percent(split.limit))
      |m_a − m_b| = \(percent(split.difference.magnitude)), which is \(split.isClear ? "more" : "less") than \(percent(split.limit))
      """)
    page.text(
      split.isClear
        ? "So the rule calls them different."
        : "So with these \(split.starts) the two are too close to call.")
    page.text(
      "Where the same n models are measured in two ways, the rule looks at the difference in each of them: their mean must be further from 0 than $`t_{95}(n - 1)`$ of its standard errors."
    )
  }

  private func allRecipes(_ page: Page) {
    let tried = results.tried
    page.section("All recipes")
    page.text(
      """
      *The book's* is the recipe of \(page.link("training")) with the \(Recipe.book.channels) channels of the worked step; every other row differs from it in what is named (the model of that page is *\(Recipe.walker.channels) channels*). ± is the spread (standard deviation) between \(tried.values("members", of: Recipe.book).count) starts. *Missing* is by how much the mean
      loss over evenly spread times lies above the best possible one. *Better* and *worse* are said only where the means lie
      further apart than chance would bring two equal recipes in 95 of 100 cases; [the rule](#the-rule), in numbers, closes this page. The verdicts are against the book's recipe.
      """)
    var table = Table(
      ["recipe", "members", "verdict", "members in 4 steps", "missing", "verdict"],
      left: [0, 2, 5])
    for row in Recipes.rows {
      let members = tried.separation("members", row, Recipe.book)
      let missing = tried.separation("missing", row, Recipe.book)
      table.add([
        row.words, members.a.percent, row == .book ? "" : members.word(),
        tried.measured("members in 4 steps", of: row).percent, missing.a.spread(),
        row == .book ? "" : missing.word(largerIsBetter: false),
      ])
    }
    page.text(table.markdown)
    page.dots(
      "members.svg", Recipes.rows.map { ($0.words, tried.values("members", of: $0)) },
      "members of the family, %", unit: 100)
    page.text(verdicts("members", "By members", largerIsBetter: true))
    page.text(verdicts("missing", "By what is missing from the loss", largerIsBetter: false))
    let others = Recipes.rows.count - 1
    page.text(
      "(\(others) comparisons, each wrong once in 20 times where nothing differs: expect \((Double(others) / 20).fixed(1)) false verdicts in each column.)"
    )
    page.text(disagreement)
  }

  /// Which rows the rule puts above and below the book's recipe.
  private func verdicts(_ measure: String, _ opening: String, largerIsBetter: Bool) -> String {
    func names(_ word: String) -> String? {
      let found = Recipes.rows.filter {
        $0 != .book
          && results.tried.separation(measure, $0, Recipe.book).word(largerIsBetter: largerIsBetter)
            == word
      }
      return found.isEmpty ? nil : found.map(\.words).joined(separator: "; ")
    }
    let parts = [
      names("better").map { "- better than the book's: \($0)" },
      names("worse").map { "- worse: \($0)" },
      names(Separation.unclear).map { "- no clear difference: \($0)" },
    ].compactMap { $0 }
    return "\(opening):\n\n\(parts.joined(separator: "\n"))"
  }

  /// Whether the smallest loss and the best samples come from the same recipe.
  private var disagreement: String {
    let tried = results.tried
    func mean(_ measure: String, _ row: Recipe) -> Double { tried.measured(measure, of: row).mean }
    let drawing = Recipes.rows.max { mean("members", $0) < mean("members", $1) } ?? .book
    let losing = Recipes.rows.min { mean("missing", $0) < mean("missing", $1) } ?? .book
    if drawing == losing {
      return
        "The highest mean share of members and the smallest mean loss belong to the same row: \(drawing.words)."
    }
    let split = tried.separation("members", drawing, losing)
    return
      "The highest mean share of members belongs to one row (\(drawing.words)), the smallest mean loss to another (\(losing.words)); by members \(split.isClear ? "the first is better" : "with these \(split.starts) the two are too close to call")."
  }

  /// Why most is missing near the data: too small a model, or too few such questions?
  private func nearTheData(_ page: Page) {
    let tried = results.tried
    let measure = "missing from \(Questions.label(0))"
    page.section("Near the data: too few parameters, or too few questions?")
    let share = Recipe.book.times.share(below: 0.2)
    page.text(
      """
      In \(page.link("training")) most is missing from the loss at t from \(Questions.label(0)). There are two suspects. The models have few
      parameters, and near t = 0 the best answer divides by a small t. And logit-normal times ask little there: only \((100 * share).fixed(0)) % of
      them are below 0.2. So, starting from \(Recipe.book.channels) channels, we change each alone, and both. Missing for t from \(Questions.label(0)):
      """)
    let rows: [Recipe] = [
      .book, .book { $0.times = .uniform }, .book { $0.channels = 4 },
      .book { ($0.times, $0.channels) = (.uniform, 4) },
    ]
    var table = Table(["times", "channels", "parameters", "missing"], left: [0])
    for row in rows {
      table.add([
        row.times == .uniform ? "even" : "logit-normal", "\(row.channels)",
        UNet<Double>(row.sizes).parameterCount.grouped,
        tried.measured(measure, of: row).spread(),
      ])
    }
    page.text(table.markdown)
    page.dots(
      "near.svg", rows.map { ($0.words, tried.values(measure, of: $0)) },
      "missing from the loss, t from \(Questions.label(0))")
    func effect(_ what: String, _ a: Recipe, _ b: Recipe) -> String {
      let split = tried.separation(measure, a, b)
      let (from, to) = (split.a.mean.fixed(3), split.b.mean.fixed(3))
      if !split.isClear {
        return "\(what): \(from) and \(to), too close to call"
      }
      return "\(what): from \(from) \(split.difference > 0 ? "down" : "up") to \(to)"
    }
    page.text(
      "\(effect("Even times alone", rows[0], rows[1])). \(effect("Twice the channels alone", rows[0], rows[2])). \(effect("Twice the channels, where times are even already", rows[1], rows[3]))."
    )
    page.text(suspects(rows[0], rows[1], rows[2], measure))
  }

  /// Which of the two changes helps.
  private func suspects(
    _ book: Recipe, _ even: Recipe, _ wide: Recipe, _ measure: String
  ) -> String {
    let times = results.tried.separation(measure, book, even)
    let width = results.tried.separation(measure, book, wide)
    let helps = (
      times: times.isClear && times.difference > 0, width: width.isClear && width.difference > 0
    )
    switch helps {
    case (true, true): return "So both suspects are guilty."
    case (true, false):
      return "So it's the questions: more of them help, more parameters not clearly."
    case (false, true):
      return "So it's the parameters: more of them help, more questions not clearly."
    case (false, false): return "So neither change alone helps clearly."
    }
  }

  /// The rows that the first table made us choose, on starts that had no part in the choice.
  private func judgedAgain(_ page: Page) {
    let (judged, book) = (results.judged, Recipe.book)
    page.section("Chosen by one thing, judged by another")
    page.text(
      """
      Whoever takes the best of \(Recipes.rows.count) rows takes a good recipe or a lucky one. So what a table has chosen must be judged by numbers
      that had no part in the choice. (The book's own recipe was chosen on the book's own seed, 1; the rows above are trained from other
      seeds.) \(finalists), on \(judged.values("members", of: book).count) new starts:
      """)
    var table = Table(
      ["recipe", "members", "members in 4 steps", "distance", "missing"], left: [0])
    for row in Recipes.finalists {
      table.add([
        row.words, judged.measured("members", of: row).percent,
        judged.measured("members in 4 steps", of: row).percent,
        judged.measured("distance", of: row).spread(), judged.measured("missing", of: row).spread(),
      ])
    }
    page.text(table.markdown)
    page.dots(
      "judged.svg", Recipes.finalists.map { ($0.words, judged.values("members", of: $0)) },
      "members of the family, % (new starts)", unit: 100)
    page.text(
      Recipes.finalists.dropFirst().map(judgement).joined(separator: " ")
        + ceiling
        + " The worked step stays with \(Recipe.book.channels) channels, because each of its parameters is worked by hand; what walks has \(Recipe.walker.channels) (\(page.link("euler")))."
    )
  }

  /// What both tables together say of twice the channels, where all starts of one lie above all of the other.
  private var ceiling: String {
    let wide = Recipe.book { $0.channels = 4 }
    func members(_ row: Recipe) -> [Double] {
      results.tried.values("members", of: row) + results.judged.values("members", of: row)
    }
    guard let least = members(wide).min(), let most = members(.book).max(), least > most else {
      return ""
    }
    return
      " (Near 100 % the rule asks too much of few starts. In both tables together, all \(members(wide).count) models with 4 channels have more members than any of the \(members(.book).count) of the book's recipe: at least \((100 * least).fixed(1)) % against at most \((100 * most).fixed(1)) %.)"
  }

  /// Who is judged again, and why.
  private var finalists: String {
    let tried = results.tried
    let best = Recipes.rows.max {
      tried.measured("members", of: $0).mean < tried.measured("members", of: $1).mean
    }
    let words = Recipes.finalists.dropFirst().map { row in
      row == best ? "the row with the most members (\(row.words))" : row.words
    }
    return "The book's recipe again, with it \(words.joined(separator: " and "))"
  }

  private func judgement(of rival: Recipe) -> String {
    let members = results.judged.separation("members", rival, Recipe.book)
    let missing = results.judged.separation("missing", rival, Recipe.book)
    let (first, second) = (members.said(), missing.said(largerIsBetter: false))
    return first == second
      ? "Against the book's recipe, \(rival.words) is \(first), both by members and by what is missing from the loss."
      : "Against the book's recipe, \(rival.words) is \(first) by members, and \(second) by what is missing from the loss."
  }
}

extension Recipe {
  /// What differs from the book's recipe.
  var words: String {
    let book = Recipe.book
    let parts = [
      times == book.times ? nil : "even times", rate == book.rate ? nil : "rate \(rate)",
      falls ? nil : "constant rate", steps == book.steps ? nil : "\(steps.grouped) steps",
      averaging == book.averaging ? nil : "no average",
      channels == book.channels ? nil : "\(channels) channels",
      timeScale == book.timeScale ? nil : "\(Int(timeScale).grouped)·t",
    ].compactMap { $0 }
    return parts.isEmpty ? "the book's" : parts.joined(separator: ", ")
  }
}
