import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter1Story {
  func training(_ page: Page) {
    let losses = shapes.losses
    page.section("Why")
    page.text(
      """
      You have seen one step on one picture. The core now does \(losses.count.grouped) steps, each on a batch of \(ShapesTraining.batch)
      pictures drawn from the twelve, each with fresh noise and a fresh time. It takes seconds, because
      the core computes whole layers at once. The U-Net that it trains has \(Recipe.walker.channels) channels where that of the worked step has \(Recipe.book.channels), so \(shapes.model.parameterCount.grouped) parameters
      in place of \(model.parameterCount): with \(Recipe.book.channels), many walks from noise miss the pictures (\(page.link("euler"))). The learning rate rises to \(Recipe.book.rate.shown) in the
      first 100 steps and then falls along half a cosine towards 0; all gradients together are kept to a
      length of at most 1.
      """)
    recipeSection(page)
    averageSection(page)
    page.section("The step")
    page.excerpt("FlowBatches.loss", says: "A batch's loss and gradients")
    page.excerpt("Trainer.step", says: "And every step")
    if chapter.learnsWhatIsSaved {
      page.text(
        "The trained weights are saved with the chapter. `swift run chapter1 --train \(losses.count)` trains them anew, to the same bytes."
      )
    }
    if losses.isEmpty {
      page.text("This run was started with `--train 0`, so nothing was trained.")
    } else {
      page.section("The loss")
      let window = max(1, losses.count / 150)
      let points = losses.parts(of: window).map { part in
        (x: Double(part.startIndex), y: part.reduce(0, +) / Double(part.count))
      }
      page.picture(
        "loss.svg",
        Curve.svg([("loss", points)], xLabel: "step", yLabel: "loss, mean of \(window) steps").utf8,
        alt:
          "The loss over the steps of training, falling from \(points[0].y.fixed(2)) to \((points.last?.y ?? 0).fixed(2))"
      )
      var table = Table(["steps", "mean loss"])
      for part in losses.parts(of: max(1, losses.count / 10)) {
        table.add([
          "\((part.startIndex + 1).grouped) to \(part.endIndex.grouped)",
          (part.reduce(0, +) / Double(part.count)).shown,
        ])
      }
      page.text(table.markdown)
    }
    floorSection(page)
    predicted(page)
    kernelSection(page)
    page.section("Two decimals")
    page.text(
      """
      For sampling by hand, on the next pages, the trained parameters are rounded to two decimals, so
      that you can type them into a calculator. What that costs is measured on \(page.link("pictures")). (Real
      systems do this too, to save memory, and call it *quantization*.)
      """)
    page.foldedTables(
      "The \(shapes.model.parameterCount.grouped) trained parameters, two decimals",
      parameterNames.map { grid("trained.\($0)") })
    page.checkYourself([
      (
        "How many pictures has the model seen by the end, and how many different ones?",
        "\(losses.count.grouped) steps × \(ShapesTraining.batch) pictures = \((losses.count * ShapesTraining.batch).grouped); but only 12 different ones, each with other noise every time."
      )
    ])
    page.keep(
      "Training is the step you know, repeated; how far it got is measured against the best possible answer."
    )
  }

  /// Where the times are drawn, and what else the recipe decides.
  private func recipeSection(_ page: Page) {
    page.section("The recipe")
    let plain = BestLoss.byFifths.filter { $0.mean < 0.01 }.count
    page.text(
      """
      Where should the times be drawn? Drawn evenly, \(plain) of the five fifths fall where the best answer's loss is
      (almost) 0 (\(page.link("best-answer"))). *Logit-normal* times, $`t = \\sigma(z)`$ with a normal $`z`$, fall more often in the middle,
      where the picture is decided. Samples are drawn with an *exponential moving average* of the weights,
      $`\\bar\\theta \\leftarrow k\\,\\bar\\theta + (1-k)\\,\\theta`$ after each step, with k rising to \(Recipe.averaging).
      What these decisions are worth is measured with \(results.tried.count) trainings: \(page.link("recipes")).
      """)
  }

  /// The trained model's loss beside the best possible one.
  private func floorSection(_ page: Page) {
    page.section("How good could it be?")
    let (losses, missing) = (results.losses, results.missing)
    var table = Table(["t", "best possible", "this model", "missing"], left: [0])
    for fifth in 0..<5 {
      table.add(
        [Questions.label(fifth)]
          + [BestLoss.byFifths[fifth], losses[fifth], missing[fifth]].map(\.shown))
    }
    let ours = losses.reduce(0) { $0 + $1.mean } / 5
    let best = BestLoss.all
    table.add([
      "**all**", "**\(best.shown)**", "**\(ours.fixed(3))**", "**\((ours - best.mean).fixed(3))**",
    ])
    page.text(
      """
      The loss does not go to 0, and it cannot: \(page.link("best-answer")) shows the best possible answer, which
      has loss \(best.shown) on average. A model's loss above that is the mean square of its distance to that answer, here
      measured with \(questions.count.grouped) questions whose times are spread evenly (± is the standard error):
      """)
    page.text(table.markdown)
    let worst = (0..<5).max { missing[$0].mean < missing[$1].mean } ?? 0
    let why =
      worst == 0
      ? " Near t = 0 the best answer $`(x_t - \\mathrm{mean})/t`$ divides by a small number, so it changes steeply with $`x_t`$ and with $`t`$; and logit-normal times ask about it rarely. \(page.link("recipes")) tries which of the two counts."
      : ""
    page.text(
      "The largest part of what is missing lies at t from \(Questions.label(worst)).\(why) \(trainingEnd(ours))"
    )
  }

  /// How the training's last losses compare with the mean over even times.
  private func trainingEnd(_ even: Double) -> String {
    let last = shapes.losses.suffix(max(1, shapes.losses.count / 10))
    if last.isEmpty { return "" }
    let end = last.reduce(0, +) / Double(last.count)
    return
      "(Training ended at \(end.fixed(3)), \(end < even ? "below" : "above") the \(even.fixed(3)) of this table: its times are not spread evenly.)"
  }

  /// The trained model's guess beside the truth, for the worked example at several times.
  private func predicted(_ page: Page) {
    page.section("Predicted beside true velocity")
    page.text(
      "The picture and the noise of this chapter's worked step, mixed at five times; below each mixture the true velocity (the same at all times), and what the trained model guesses."
    )
    var rows: [(label: String, frames: [FilmStrip.Frame])] = [
      ("x_t", []), ("true v", []), ("predicted v̂", []),
    ]
    var table = Table(["t", "error of this guess (mean square)"])
    for guess in results.guesses {
      rows[0].frames.append(.init("t = \(guess.t.fixed(1))", columns: 4, guess.x.values))
      rows[1].frames.append(.init("", columns: 4, grid("velocity").values.map { $0 / 2 }))
      rows[2].frames.append(.init("", columns: 4, guess.velocity.values.map { $0 / 2 }))
      table.add([guess.t.fixed(1), guess.loss.shown])
    }
    page.picture(
      "velocity.svg", FilmStrip.svg(rows).utf8,
      alt: "Noisy pictures at five times, the true velocity and the predicted velocity below them")
    page.text("(Velocities are halved for the picture: −2 and below is black, 2 and above white.)")
    page.text(table.markdown)
  }
}
