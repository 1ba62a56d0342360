import Numerics
import Walkthrough

extension Chapter0Story {
  func trainingPage(_ page: Page) {
    let losses = training.losses
    page.section("Why")
    page.text(
      "You have seen one step. From the same start the core now does \(losses.count.grouped), all on the same sentence, with a learning rate of \(SentenceTraining.learningRate.shown)."
    )
    page.excerpt("Gpt.addGradients", says: "The loss and the gradients")
    page.excerpt("Trainer.step", says: "And every step")
    if let final = losses.last {
      page.section("The loss")
      let points = losses.enumerated().map { (x: Double($0 + 1), y: $1) }
      page.picture(
        "loss.svg",
        Curve.svg(
          [("loss", points)], xLabel: "step", yLabel: "loss (logarithmic)", isLogarithmic: true
        ).utf8,
        alt:
          "The loss over the steps of training, falling from \(losses[0].fixed(2)) to \(final.fixed(4))"
      )
      var table = Table(["step", "loss"])
      let tenth = max(1, losses.count / 10)
      for i in stride(from: 0, to: losses.count, by: tenth) {
        table.add(["\(i + 1)", losses[i].shown])
      }
      table.add(["\(losses.count)", final.shown])
      page.text(table.markdown)
      page.text(
        "The step worked by hand was the first of these (with lr = \(chapter.learningRate.shown)). \(final < 0.1 ? "At the end the model is nearly certain of every word: the sentence is learned, by heart." : "The sentence is not learned yet; try more steps with `--train`.")"
      )
    } else {
      page.text("This run was started with `--train 0`, so nothing was trained.")
    }
    page.section("What attention has learned")
    let last = generated.count - 1
    let (before, after) = (
      grid("blocks.0.attention.weights"), grid("gen\(last).blocks.0.attention.weights")
    )
    page.text(
      "The attention weights of the two heads, before training on the sentence and after it, on the tokens \(shown(generated.dropLast())):"
    )
    let words = places(of: generated.dropLast())
    page.heatMap(
      [before], titles: ["before, head"], rows: places(of: chapter.inputs),
      columns: places(of: chapter.inputs), alt: "The attention weights before training")
    page.heatMap(
      [after], titles: ["after, head"], rows: words, columns: words,
      alt: "The attention weights after training")
    page.text(
      "With one sentence there is little to be learned from the other words: the place alone tells what comes next. Do not read too much into such maps; \(page.link("what-for", "the next page")) shows what attention is for."
    )
    page.section("Two decimals")
    page.text(
      "For writing by hand (\(page.link("generate"))), the trained parameters are rounded to two decimals, so that they can be typed into a calculator."
    )
    page.foldedTables(
      "The \(model.parameterCount.grouped) trained parameters, two decimals",
      parameterNames.map { grid("trained.\($0)") })
    page.keep(
      "Training is the step you know, repeated until the negative log-likelihood is nearly gone.")
  }
}
