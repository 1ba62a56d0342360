import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  /// How many steps the model of the little text may train at the most.
  private var planned: Int { Training.little(results.trained.steps) }

  private var training: LanguageTraining {
    LanguageTraining(random: chapter.common.random, steps: planned)
  }

  /// After which step the loss on the held-out stories was measured for the nth time.
  private func step(ofLook n: Int) -> Int {
    min(training.interval * (n + 1), results.course.lengths.count)
  }

  func trainingPage(_ page: Page) {
    let (t, course) = (training, results.course)
    let (validation, losses) = (course.validation, course.losses)
    let best = validation.indices.min { validation[$0] < validation[$1] } ?? 0
    let steps = course.lengths.count
    page.section("The recipe")
    page.text("Everything of the last pages together, on the stories:")
    var recipe = Table(["what", "here"], left: [0, 1])
    for row in [
      ("parameters", LanguageModel<Float>(Sizes.little).parameterCount.grouped),
      (
        "text to learn from",
        "\(stories.training.count.grouped) tokens; \(stories.validation.count.grouped) more are held out (\(page.link("tokenizer")))"
      ),
      (
        "a step",
        "\(t.parts) micro-batches of \(t.windows) windows of \(t.window) tokens, \((t.parts * t.windows * t.window).grouped) in all"
      ),
      (
        "learning rate",
        "\(t.rate.shown), warm-up of \(t.warmUp) steps, half a cosine to step \(planned.grouped)"
      ),
      (
        "AdamW",
        "decay \(t.weightDecay.shown) for matrices and tables, clipping at \(t.clipping.map { Double($0).shown } ?? "no length")"
      ),
      ("dropout", Sizes.little.dropout.shown),
      ("start", "drawn from a normal distribution with a standard deviation of 0.02"),
    ] { recipe.add([row.0, row.1]) }
    page.text(recipe.markdown)
    page.section("How to read the curves")
    let window = max(1, steps / 100)
    page.picture(
      "loss.svg",
      Curve.svg(
        [
          ("training", losses.enumerated().map { (x: Double(window) * (Double($0) + 0.5), y: $1) }),
          (
            "held-out stories",
            validation.enumerated().map { (x: Double(step(ofLook: $0)), y: $1) }
          ),
        ], xLabel: "step", yLabel: "loss"
      ).utf8,
      alt:
        "The loss on the training batches falls on; the loss on the held-out stories falls, and then rises"
    )
    let last = validation.last ?? 0
    let pass = Double(t.parts * t.windows * t.window) / Double(stories.training.count)
    page.text(
      """
      The training begins near ln \(Sizes.little.vocabulary) = \(Double.log(Double(Sizes.little.vocabulary)).fixed(2)). The loss on the training batches goes on falling, to \((losses.last ?? 0).fixed(2)); that on stories which the model never learns from is lowest after \(step(ofLook: best).grouped) steps, with \(validation[best].fixed(4)) (a perplexity of \(Double.exp(validation[best]).fixed(2))), and \(last > validation[best] ? "then rises to \(last.fixed(4))" : "ends there"). Each step reads \(pass.fixed(3)) of the text, so the best
      step comes after \((pass * Double(step(ofLook: best))).fixed(0)) readings of all stories. What it learns after that helps with the training stories only: it *overfits*. Dropout, decay and a small model are meant to delay that; the usual cure is more text.
      """)
    page.section("When to stop")
    page.text(
      "Every \(t.interval) steps the loss on the held-out stories is measured: a *look*. If it has not been better for \(t.patience) looks, the training ends, and the parameters of the best look are taken. The last \(min(t.patience + 1, validation.count)) looks:"
    )
    var looks = Table(["step", "loss on the held-out stories", "best so far"])
    for n in validation.indices.suffix(t.patience + 1) {
      looks.add([
        step(ofLook: n).grouped, validation[n].fixed(4),
        validation[...n].min() == validation[n] ? "yes" : "",
      ])
    }
    page.text(looks.markdown)
    page.text(
      "It stopped after \(steps.grouped) of at most \(planned.grouped) steps\(steps < planned ? ", because the loss had not fallen again for so long" : "")."
    )
    page.excerpt("Watch.look", says: "Early stopping")
    page.section("What else could have been chosen")
    page.text("The recipe with one thing changed at a time:")
    let base = LittleRow()
    compare(
      page,
      [
        ("no dropout", base, LittleRow(dropout: 0)),
        ("no decay", base, LittleRow(decay: 0)),
        (
          "\(LittleRow(features: 32).features) features, not \(base.features)", base,
          .init(features: 32)
        ),
        ("\(LittleRow(blocks: 2).blocks) blocks, not \(base.blocks)", base, LittleRow(blocks: 2)),
        ("rate 0.001", base, LittleRow(rate: 0.001)), ("rate 0.01", base, LittleRow(rate: 0.01)),
      ])
    page.text(
      "Warm-up and clipping stand on pages of their own (\(page.link("schedule")), \(page.link("clipping")))."
    )
    page.section("In the core")
    page.excerpt("LanguageTraining.run", says: "The training")
    page.text(
      "`--checkpoint FILE` keeps the parameters, AdamW's averages, the losses and the best model every hundred steps; `--resume FILE` goes on from there. Where the windows begin and which numbers dropout takes are draws with names that only the step decides, so an interrupted training ends with the same bits as one that was not (a test interrupts one)."
    )
    page.text(
      "The command that trains it anew stands with the next model (\(page.link("telling")))."
    )
    page.checkYourself([
      (
        "The training loss is measured with dropout, the other without. Which way does that bend the comparison?",
        "Dropout makes the training loss larger. In the first steps it can even lie above the loss on the held-out stories."
      )
    ])
    page.keep("Stop where the stories it has not seen stop getting easier.")
  }
}
