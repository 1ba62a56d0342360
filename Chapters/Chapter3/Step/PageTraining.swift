import ChapterKit
import Numerics
import Walkthrough

extension Chapter3Story {
  func training(_ page: Page) throws {
    page.section("Why")
    page.text(
      """
      The models are trained for \(trained.steps.grouped) or \((ShapesModel.patience * trained.steps).grouped) steps, with batches of \(Training.batch) from the sixteen pictures, by the recipe of [chapter 2](chapter2/training): logit-normal times, a rate that
      rises to \(Training.shapesRate.shown) and falls along a cosine, clipping at 1, averaged weights; and labels that are dropped with a chance of
      one in ten. Two models are trained. One walks by hand: that of the worked step, with a second block behind its first, for \((ShapesModel.patience * trained.steps).grouped) steps ([chapter 2](chapter2/euler) shows what that is worth). The other has one block, twice the features and \(trained.steps.grouped) steps; it makes more mistakes, so that \(page.link("trade-off")) can show on it what guidance does. All weights are kept with the chapter;
      `swift run chapter3 --train \(trained.steps)` makes the same again (the model that walks takes \(ShapesModel.patience) times as many steps).
      """)
    page.excerpt("Chapter3.training", says: "The recipe")
    page.section("The losses")
    let losses = results.losses
    let kinds = [
      ("8 features, 2 blocks", losses.deep, ShapesModel.patience), ("16 features", losses.wide, 1),
    ]
    page.picture(
      "loss.svg",
      Curve.svg(
        kinds.map { name, losses, times in
          let window = Double(times * trained.steps) / Double(max(1, losses.count))
          return (name, losses.enumerated().map { (x: Double($0) * window, y: $1) })
        }, xLabel: "step", yLabel: "loss"
      ).utf8, alt: "The losses of the two models over the steps of training")
    let deep = measured.deep
    page.text(
      "Asked plainly (w = 1), \(deep.askedText) of the samples of the model that walks are nearest to the asked class, and \(deep.cleanText) are clean pictures of it; of the wide model's \(measured.model[1].askedText) and \(measured.model[1].cleanText). (\(Measurements.samples) samples, \(Measurements.steps) Euler steps; ± is the error of the count.)"
    )
    page.section("Two decimals")
    page.text(
      "For sampling by hand the trained parameters of the model with two blocks are rounded to two decimals."
    )
    page.foldedTables(
      "The \(results.deep.parameterCount.grouped) trained parameters, two decimals",
      results.deep.parameters.map { grid("trained.\($0.name)") })
    page.checkYourself([
      (
        "How many of the batch's labels are dropped on average?",
        "\(Training.batch) · 0.1 = \((0.1 * Double(Training.batch)).fixed(1))."
      )
    ])
    page.keep("One training, two questions: with a class and without.")
  }
}
