import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter3Story {
  func tradeOff(_ page: Page) {
    page.section("Why")
    page.text(
      """
      More guidance means more of what was asked for. What does it take away? We count: how often the nearest member of the
      family is of the asked class (*asked*), how often the picture is a clean member of it (*clean*), how many of the 16 members occur, and how different
      two samples of one class are (*variety*, the mean root mean square distance of pairs). \(Measurements.samples) samples per cell, \(Measurements.steps) Euler
      steps, the same noises everywhere.
      """)
    page.section("The wide model")
    page.text(cells(measured.model).markdown)
    let others = results.trials.values(Comparisons.measure("clean", 1), of: Comparisons.book)
    page.text(
      "\(verdict) (This is one training. \(others.count) others by its recipe draw \(others.map { (100 * $0).fixed(0) }.joined(separator: ", ")) % clean pictures at w = 1: \(page.link("dropping")).)"
    )
    page.text(varietyVerdict)
    perfectAnswers(page)
    page.checkYourself([
      (
        "At w = 0, which share of the samples would be of the asked class by chance?",
        "One in four, 25 %. Measured: \(measured.model[0].askedText)."
      )
    ])
    page.keep(
      "A little guidance makes a model listen; a lot of it makes the model's errors larger.")
  }

  private func cells(_ cells: [Measurements.Cell]) -> Table {
    var table = Table([
      "w", "asked", "clean", "members drawn", "variety in a class", "mean distance",
    ])
    for (w, cell) in zip(Measurements.scales, cells) {
      table.add([
        w.shown, cell.askedText, cell.cleanText, "\(cell.distinct) of 16", cell.varietyText,
        cell.distance.fixed(3),
      ])
    }
    return table
  }

  /// The perfect answers guided alike, and what guidance makes of the model's errors.
  private func perfectAnswers(_ page: Page) {
    page.section("The perfect answers, guided")
    page.text(
      "The best possible answer of [chapter 1](chapter1/best-answer), once over all sixteen pictures and once over the four of the class, blended the same way:"
    )
    page.text(cells(measured.perfect).markdown)
    let (plain, most) = (measured.perfect[1], measured.perfect[measured.perfect.count - 1])
    let largest = Measurements.scales.last?.shown ?? ""
    page.text(
      "With perfect answers w = 1 is all one needs: \(plain.cleanText) clean. And at w = \(largest) they end \(most.distance.fixed(3)) away from the family on average\(most.variety < plain.variety ? ", though with less variety" : "")."
    )
    page.section("Whose contrast is overdone?")
    let errors = results.errors.byScale
    let model = measured.model
    page.text(
      """
      The same blend, the same w; so what differs at w = \(largest) is the model's error. Guidance computes $`v_{\\mathrm{none}} + w\\,(v_{\\mathrm{class}} - v_{\\mathrm{none}})`$, so
      the errors of the two answers are blended as well, and their difference is multiplied by w. Measured with \(GuidedErrors.count.grouped) questions (a picture of a class, noise, a
      time spread evenly): the root mean square of what the model's guided velocity and the perfect guided velocity differ by.
      """)
    var table = Table([
      "w", "error of the guided velocity", "distance, model", "distance, perfect answers",
    ])
    for (n, w) in Measurements.scales.enumerated() {
      table.add([
        w.shown, errors[n].fixed(3), model[n].distance.fixed(3),
        measured.perfect[n].distance.fixed(3),
      ])
    }
    page.text(table.markdown)
    let factor = errors[errors.count - 1] / errors[1]
    page.text(
      "From w = 1 to w = \(largest) the error grows \(factor.fixed(1))-fold. The perfect answers have none to be made larger.\(errorAndDistance)"
    )
  }

  /// Where a larger error goes with pictures that lie nearer.
  private var errorAndDistance: String {
    let (errors, model) = (results.errors.byScale, measured.model)
    guard
      let n = model.indices.dropFirst(2).first(where: {
        errors[$0] > errors[1] && model[$0].distance < model[1].distance
      })
    else { return "" }
    return
      " But the error alone doesn't decide: at w = \(Measurements.scales[n].shown) it is \(errors[n].fixed(3)), against \(errors[1].fixed(3)) at w = 1, and yet the pictures lie nearer (\(model[n].distance.fixed(3)) against \(model[1].distance.fixed(3)))."
  }

  /// The scales whose share of clean samples chance alone may have put below the best one's.
  private var verdict: String {
    let clean = measured.model.map { Proportion($0.clean, of: Measurements.samples) }
    let best = clean.indices.max { clean[$0].value < clean[$1].value } ?? 1
    let equals = clean.indices.filter { n in
      let error = (clean[n].error * clean[n].error + clean[best].error * clean[best].error)
        .squareRoot()
      return n != best && clean[best].value - clean[n].value <= 2 * error
    }
    let scale = { (n: Int) in Measurements.scales[n].shown }
    let others =
      equals.isEmpty
      ? "" : " (w = \(equals.map(scale).joined(separator: ", ")) within two standard errors of it)"
    let (cell, most) = (measured.model[best], measured.model[measured.model.count - 1])
    let (own, plain) = (cell.cleanText, measured.model[1].cleanText)
    let overdone =
      most.variety > measured.model[1].variety
      ? " That is why the variety of far too strong guidance *grows* again: pixels beyond black and white are far from each other."
      : ""
    return
      "This one model's samples are cleanest at w = \(scale(best)): \(own)\(others), against \(plain) at w = 1. At w = \(Measurements.scales.last?.shown ?? "") it is \(most.cleanText), and the pictures lie \(most.distance.fixed(3)) away from the family, against \(cell.distance.fixed(3)).\(overdone)"
  }

  /// Whether the best scale has cost variety, by the two error bars.
  private var varietyVerdict: String {
    let best =
      measured.model.indices.max { measured.model[$0].clean < measured.model[$1].clean } ?? 1
    let (guided, plain) = (measured.model[best], measured.model[1])
    let loss = plain.variety - guided.variety
    let seen = loss > plain.varietyError + guided.varietyError
    let members = [guided, plain].allSatisfy { $0.distinct == ShapeClasses.all.count }
    return
      "Guidance is said to cost variety. \(seen ? "So it does here" : "With so few pictures in a class none is seen to go"): \(guided.varietyText) at w = \(Measurements.scales[best].shown), \(plain.varietyText) at w = 1\(members ? ", and every member is still drawn" : "")."
  }
}
