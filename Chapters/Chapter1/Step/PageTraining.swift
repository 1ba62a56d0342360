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
      You have seen one step on one picture. From the same \(shapes.model.parameterCount) starting
      parameters the core now does \(losses.count.grouped) steps, each on a batch of \(ShapesTraining.batch)
      pictures drawn from the twelve, each with fresh noise and a fresh time. It takes seconds, because
      the core computes whole layers at once. The learning rate rises to \(ShapesTraining.learningRate.shown) in the
      first 100 steps and then falls along half a cosine towards 0; all gradients together are kept to a
      length of at most 1.
      """)
    recipes(page)
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
      that you can type them into a calculator. That costs a little: see \(page.link("pictures")). (Real
      systems do this too, to save memory, and call it *quantization*.)
      """)
    page.foldedTables(
      "The \(model.parameterCount) trained parameters, two decimals",
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

  /// What was tried before this recipe was chosen.
  private func recipes(_ page: Page) {
    page.section("The recipe")
    let plain = questions.floor.filter { $0.mean < 0.01 }.count
    page.text(
      """
      Where should the times be drawn? Drawn evenly, \(plain) of five fifths fall where the best answer loses
      (almost) nothing (\(page.link("best-answer"))): what is asked there is plain. *Logit-normal* times, $`t = \\sigma(z)`$ with a normal $`z`$, fall more often in the middle,
      where the picture is decided. Samples are drawn with an *exponential moving average* of the weights,
      $`\\bar\\theta \\leftarrow k\\,\\bar\\theta + (1-k)\\,\\theta`$ after each step, with k rising to \(ShapesTraining.averaging).
      These recipes were tried before, each from the same start (members of the family and mean distance of 1,000
      samples with 32 Euler steps, and with 4):
      """)
    var table = Table(
      [
        "steps", "learning rate", "its course", "times", "average", "loss", "members", "distance",
        "with 4 steps",
      ], left: [2, 3, 4])
    for row in Self.tried { table.add(row) }
    page.text(table.markdown)
    page.text(
      "So: with a rate that falls along a cosine, logit-normal times give more members, and so do more steps and a rate of 0.01 rather than more or less; averaging changes little for so small a model at a rate that ends at 0. The mean loss over evenly spread times is not what decides how good the samples are."
    )
  }

  private static let tried = [
    ["6,000", "0.02", "held, then lowered", "even", "no", "0.674", "87.6 %", "0.264", "67.9 %"],
    [
      "6,000", "0.02", "held, then lowered", "logit-normal", "no", "0.689", "82.1 %", "0.260",
      "61.8 %",
    ],
    ["6,000", "0.02", "cosine", "even", "0.999", "0.707", "66.2 %", "0.365", "46.0 %"],
    ["10,000", "0.01", "cosine", "even", "0.999", "0.637", "77.1 %", "0.237", "56.9 %"],
    ["10,000", "0.01", "cosine", "logit-normal", "no", "0.680", "92.9 %", "0.215", "77.1 %"],
    ["10,000", "0.01", "cosine", "logit-normal", "0.999", "0.680", "92.2 %", "0.219", "76.3 %"],
    ["20,000", "0.02", "cosine", "even", "0.999", "0.658", "72.2 %", "0.320", "51.4 %"],
    ["20,000", "0.02", "cosine", "logit-normal", "0.999", "0.650", "90.6 %", "0.244", "74.5 %"],
    ["20,000", "0.04", "cosine", "logit-normal", "0.999", "0.663", "82.8 %", "0.233", "62.1 %"],
    ["20,000", "0.005", "cosine", "logit-normal", "0.999", "0.666", "93.3 %", "0.227", "77.3 %"],
    [
      "**20,000**", "**0.01**", "cosine", "logit-normal", "0.999", "0.631", "**95.0 %**", "0.168",
      "82.1 %",
    ],
  ]

  /// The trained model's loss beside the best possible one.
  private func floorSection(_ page: Page) {
    page.section("How good could it be?")
    let losses = results.losses.plain
    var table = Table(["t", "best possible", "this model", "too much"], left: [0])
    for fifth in 0..<5 {
      let (floor, loss) = (questions.floor[fifth], losses[fifth])
      table.add([
        Questions.label(fifth), "\(floor.mean.fixed(3)) ± \(floor.error.fixed(3))",
        "\(loss.mean.fixed(3)) ± \(loss.error.fixed(3))", (loss.mean - floor.mean).fixed(3),
      ])
    }
    let best = questions.floor.reduce(0) { $0 + $1.mean } / 5
    let ours = losses.reduce(0) { $0 + $1.mean } / 5
    table.add([
      "**all**", "**\(best.fixed(3))**", "**\(ours.fixed(3))**", "**\((ours - best).fixed(3))**",
    ])
    page.text(
      """
      The loss does not go to 0, and it cannot: \(page.link("best-answer")) shows the best possible answer, which
      loses \(best.fixed(3)) on average. The same \(questions.count.grouped) questions, put to this model:
      """)
    page.text(table.markdown)
    let worst =
      (0..<5).max {
        losses[$0].mean - questions.floor[$0].mean < losses[$1].mean - questions.floor[$1].mean
      } ?? 0
    let near =
      worst == 0
      ? " Near t = 0 the best answer $`(x_t - \\mathrm{mean})/t`$ divides by a small number, so it changes steeply with $`x_t`$ and with $`t`$; a network of \(model.parameterCount) parameters can follow that only so far."
      : ""
    page.text(
      "The largest part of what is missing lies at t from \(Questions.label(worst)).\(near)")
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
