import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func training(_ page: Page) throws {
    page.section("Why")
    page.text(
      """
      You have seen one step. The core does \((Training.patience * trained.steps).grouped) of them, each on a batch of
      \(Training.batch) pictures with fresh noise and times. What it trains has a second block behind the first, \(results.deep.parameterCount.grouped) parameters in place of \(model.parameterCount.grouped):
      with one block in the model, \(arrived(ArrivalRow())) of \(Arrivals.others) walks from noise arrive, with two \(arrived(.deep)) (\(page.link("euler"))). (The models compared on \(page.link("comparison")) get \(Comparisons.steps.grouped) steps each. This one gets more, for the sake of its walks.) The recipe is that of [chapter 1](chapter1/training), logit-normal times, a rate that falls
      along a cosine, clipping at 1, averaged weights, but for the rate, which rises to \(Training.shapesRate.shown): lower than chapter 1's (below). The models for digits were trained by the same recipe, with rates and steps of their own (\(page.link("digits"))). Their weights are kept beside the chapter's code, because training them takes some minutes;
      `swift run chapter2 --train \(trained.steps)` trains them again, to the last bit (the model that walks for \(Training.patience) times as many steps).
      """)
    page.excerpt("Chapter2.training", says: "The recipe")
    page.section("The loss")
    let losses = results.losses
    if losses.isEmpty {
      page.text("This run was started with `--train 0`, so nothing was trained.")
    } else {
      let window = Double(Training.patience * trained.steps) / Double(losses.count)
      page.picture(
        "loss.svg",
        Curve.svg(
          [("loss", losses.enumerated().map { (x: Double($0) * window, y: $1) })], xLabel: "step",
          yLabel: "loss, mean of \(Int(window).grouped) steps"
        ).utf8, alt: "The loss over the steps of training")
      page.text(
        "It falls from \(losses[0].fixed(3)) in the first \(Int(window).grouped) steps to \((losses.last ?? 0).fixed(3)) in the last \(Int(window).grouped). It can't fall to 0: at times drawn like these, the best possible answer has \(BestLoss.logitNormal.fixed(3))."
      )
    }
    page.section("How good could it be?")
    var table = Table(["t", "best possible", "this model", "missing"], left: [0])
    for fifth in 0..<5 {
      table.add(
        [Questions.label(fifth)]
          + [BestLoss.byFifths[fifth], measured.losses[fifth], measured.missing[fifth]].map(\.shown)
      )
    }
    let best = BestLoss.all
    table.add([
      "**all**", "**\(best.shown)**", "**\(measured.loss.fixed(3))**",
      "**\((measured.loss - best.mean).fixed(3))**",
    ])
    page.text(
      "The best possible answer is that of [chapter 1](chapter1/best-answer), measured with \(BestLoss.count.grouped) questions; by how much this model's loss lies above it, with \(measured.questions.count.grouped):"
    )
    page.text(table.markdown)
    page.section("Which rate?")
    page.text(
      "The model of one block, \(Comparisons.steps.grouped) steps, with half the rate and with twice as much:"
    )
    let rows = [ShapesRow(kind: .dit)] + Comparisons.otherRates
    compare(page, rows.map { ("rate \($0.rate)", $0) }, "rate")
    page.text(
      Comparisons.otherRates.map {
        "Rate \($0.rate) is \(verdict($0, against: rows[0]))."
      }.joined(separator: " ")
        + " (The book's rate was chosen on the book's seed, 1, by members; these starts had no part in that.)"
    )
    page.section("Two decimals")
    page.text(
      "For sampling by hand the trained parameters are rounded to two decimals, so that you can type them into a calculator."
    )
    page.foldedTables(
      "The \(results.deep.parameterCount.grouped) trained parameters, two decimals",
      results.deep.parameters.map { grid("trained.\($0.name)") })
    page.checkYourself([
      (
        "In which fifth of the time is this model's loss farthest above the best possible one?",
        worstFifth
      )
    ])
    page.keep("Same data, same recipe, one thing changed at a time: so a table can be read.")
  }

  /// How many walks arrive with models of a size, on average.
  private func arrived(_ row: ArrivalRow) -> String {
    results.arrivalTrials.measured(Arrivals.measures[0], of: row).spread(decimals: 1)
  }

  private var worstFifth: String {
    let missing = measured.missing.map(\.mean)
    let worst = missing.indices.max { missing[$0] < missing[$1] } ?? 0
    return "From \(Questions.label(worst)): \(missing[worst].fixed(3)) above it."
  }
}

extension ShapesModel {
  /// What tables call it.
  var words: String {
    switch self {
    case .dit: "the DiT of the worked step"
    case .deep: "DiT, two blocks"
    case .patch1: "patches of 1×1"
    case .patch4: "patches of 4×4"
    case .scaled: "time code of 1000·t"
    case .added: "time added"
    case .concatenated: "time concatenated"
    case .unplaced: "no positions"
    case .wide: "DiT, twice as wide"
    case .unet: "U-Net, 3 channels"
    case .wideUnet: "U-Net, 4 channels"
    }
  }
}
