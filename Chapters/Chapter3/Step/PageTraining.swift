import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func training(_ page: Page) throws {
    page.section("Why")
    page.text(
      """
      \(trained.steps.grouped) steps with batches of \(Training.batch) from the sixteen pictures, by the recipe of [chapter 2](chapter2/training): logit-normal times, a rate that
      rises to \(Training.shapesRate.shown) and falls along a cosine, clipping at 1, averaged weights; and labels that are dropped with a chance of
      one in ten. Two sizes are trained: the one worked by hand, with \(featureCount) features, and one with twice as many, which the tables of
      \(page.link("trade-off")) measure. All weights are kept with the chapter;
      `swift run chapter3 --train \(trained.steps)` makes the same again.
      """)
    page.excerpt("Chapter3.training", says: "The recipe")
    page.section("The losses")
    let kinds = [("8 features", results.losses.small), ("16 features", results.losses.wide)]
    let losses = results.losses
    let window = Double(trained.steps) / Double(max(1, losses.small.count))
    page.picture(
      "loss.svg",
      Curve.svg(
        kinds.map { name, losses in
          (
            name,
            losses.enumerated().map { (x: Double($0) * window, y: $1) }
          )
        }, xLabel: "step", yLabel: "loss"
      ).utf8, alt: "The losses of the two models over the steps of training")
    let small = measured.small
    page.text(
      "Asked plainly (w = 1), \(small.askedText) of the small model's samples are nearest to the asked class, and \(small.cleanText) are clean pictures of it; of the wide model's \(measured.model[1].askedText) and \(measured.model[1].cleanText). (\(Measurements.samples) samples, \(Measurements.steps) Euler steps.)"
    )
    page.section("Two decimals")
    page.text(
      "For sampling by hand the trained parameters of the small model are rounded to two decimals.")
    page.foldedTables(
      "The \(model.parameterCount.grouped) trained parameters, two decimals",
      parameterNames.map { grid("trained.\($0)") })
    page.checkYourself([
      (
        "How many of the batch's labels are dropped on average?",
        "\(Training.batch) · 0.1 = \((0.1 * Double(Training.batch)).fixed(1))."
      )
    ])
    page.keep("One training, two questions: with a class and without.")
  }
}
