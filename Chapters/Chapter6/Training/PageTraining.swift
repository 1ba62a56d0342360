import ChapterKit
import Core
import Numerics
import Walkthrough

extension Chapter6Story {
  private var training: LanguageTraining {
    LanguageTraining(random: chapter.common.random, steps: trained.steps)
  }

  /// After which step the loss on the held-out stories was measured for the nth time.
  private func step(ofLook n: Int) -> Int {
    min(training.interval * (n + 1), trained.fineNumbers("gpt lengths").count)
  }

  func trainingPage(_ page: Page) {
    let (t, validation, lengths) = (
      training, trained.fineNumbers("gpt validation"), trained.fineNumbers("gpt lengths")
    )
    let losses = trained.losses("gpt")
    let best = validation.indices.min { validation[$0] < validation[$1] } ?? 0
    let steps = lengths.count
    page.section("The recipe")
    page.text("Everything of the last pages together, on the stories:")
    var recipe = Table(["what", "here"], left: [0, 1])
    for row in [
      ("parameters", writer.parameterCount.grouped),
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
        "\(t.rate.shown), warm-up of \(min(100, max(1, trained.steps / 10))) steps, half a cosine to step \(trained.steps.grouped)"
      ),
      (
        "AdamW",
        "decay \(t.weightDecay.shown) for matrices and tables, clipping at \(Double(t.clipping).shown)"
      ),
      ("dropout", Large.model.dropout.shown),
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
      The training begins near ln \(Large.model.vocabulary) = \(Double.log(Double(Large.model.vocabulary)).fixed(2)). The loss on the training batches goes on falling, to \((losses.last ?? 0).fixed(2)); that on stories which the model never learns from is lowest after \(step(ofLook: best).grouped) steps, with \(validation[best].fixed(4)) (a perplexity of \(Double.exp(validation[best]).fixed(2))), and \(last > validation[best] ? "then rises to \(last.fixed(4))" : "ends there"). Each step reads \(pass.fixed(3)) of the text, so the best
      step comes after \((pass * Double(step(ofLook: best))).fixed(0)) readings of all stories. What the model learns after that are the stories themselves, by heart: it *overfits*. Dropout, decay and a small model are to put that off; more text would be the cure.
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
      "It stopped after \(steps.grouped) of at most \(trained.steps.grouped) steps\(steps < trained.steps ? ", because nothing had become better" : "")."
    )
    page.excerpt("Watch.look", says: "Early stopping")
    page.section("What was tried")
    page.text(LanguageRecipes.table)
    page.text(
      "The held-out stories are few, so differences of a hundredth say little. Half the width costs less than half the blocks, and that less than leaving dropout out. (The larger rate was tried with a dropout of 0.1: compare it with that line.)"
    )
    page.section("In the core")
    page.excerpt("LanguageTraining.run", says: "The training")
    page.text(
      "`--checkpoint FILE` keeps the parameters, AdamW's averages, the losses and the best model every hundred steps; `--resume FILE` goes on from there. Where the windows begin and which numbers dropout takes are draws with names that only the step decides, so an interrupted training ends with the same bits as one that was not (a test interrupts one)."
    )
    page.text("The kept weights were made by")
    page.code(
      "swift run -c release chapter6 --train \(trained.steps) --output /tmp/trained\ncp /tmp/trained/trained.safetensors Chapters/Chapter6/Weights/",
      "sh")
    page.checkYourself([
      (
        "The training loss is measured with dropout, the other without. Which way does that bend the comparison?",
        "Dropout makes the training loss larger. In the first steps it can even lie above the loss on the held-out stories."
      )
    ])
    page.keep("Stop where the stories it has not seen stop getting easier.")
  }

  func longTexts(_ page: Page) {
    page.section("Trained on 16 tokens, asked about 64")
    page.text(
      """
      Four small models (\(LanguageModel<Float>(Training.small(.rotary)).parameterCount.grouped) parameters, \(LanguageModel<Float>(Training.small(.learned)).parameterCount.grouped) with learned places) were trained on windows of \(Training.short) tokens, each twice with other draws. Then they were asked about the held-out stories in windows of \(Training.lengths.map(String.init).joined(separator: ", ")) tokens.
      More text before a token should make it *easier* to guess. The loss:
      """)
    var table = Table(
      ["positions"] + Training.lengths.map { "\($0) tokens" } + [
        "from \(Training.short) to \(Training.lengths.last ?? 0)"
      ], left: [0])
    var changes: [(LanguageModel<Float>.Positions, Double)] = []
    for positions in Training.asked {
      let losses = trained.fineNumbers("positions \(positions.rawValue)")
      let n = Training.lengths.count
      guard losses.count == 2 * n else { continue }
      let means = (0..<n).map { (losses[$0] + losses[n + $0]) / 2 }
      changes.append((positions, means[n - 1] - means[0]))
      table.add(
        [positions.rawValue]
          + (0..<n).map {
            "\(means[$0].fixed(3)) ± \(((losses[$0] - losses[n + $0]).magnitude / 2).fixed(3))"
          }
          + [(means[n - 1] - means[0]).fixed(3)])
    }
    page.text(table.markdown)
    page.text(
      "(± is half the difference of the two trainings. In the row *none* nothing tells a token its place but that it sees only what stands before it.)"
    )
    let worse = changes.filter { $0.1 > 0.05 }.map(\.0.rawValue)
    let better = changes.filter { $0.1 < -0.005 }.map(\.0.rawValue)
    if let most = changes.max(by: { $0.1 < $1.1 }) {
      page.text(
        "\(worse.isEmpty ? "No way becomes clearly worse." : "Worse with longer texts: \(worse.joined(separator: ", ")).") \(better.isEmpty ? "Not one of the \(changes.count) gains from them." : "Better: \(better.joined(separator: ", ")).") The worst is *\(most.0.rawValue)*, whose loss \(most.1 > 0 ? "rises" : "changes") by \(most.1.fixed(3))."
      )
    }
    page.text(
      "Learned places after the \(Training.short)th were never trained: their rows were drawn, and decay has made them smaller, nothing more. With RoPE the angles at distances from \(Training.short) on are new to the model. ALiBi takes more from a score the farther back it reaches, so what is far beyond the training's distances hardly counts; it was invented for this."
    )
    page.inRealSystems(
      "Models with RoPE are brought to longer texts by turning more slowly (position interpolation, NTK scaling, YaRN) and training a little more."
    )
    page.keep(
      "Ask a model only about lengths that it has seen, or give it places that fade with distance.")
  }

  func writtenPage(_ page: Page) {
    page.section("After \"\(chapter.asked.prompt.onOneLine())\"")
    page.code(told(steps))
    let choice = chapter.asked.choice
    page.text(
      "(▸ stands where the model takes over.) Temperature \(choice.temperature.shown), top-k \(choice.topK.map(String.init) ?? "off"), top-p \(choice.topP.map(\.shown) ?? "off"), min-p \(choice.minP.map(\.shown) ?? "off")."
    )
    page.section("Token by token")
    page.text(
      "The first \(min(12, steps.count)) tokens: what the model had in mind (at temperature 1, before anything was left out), how many tokens were left to choose from, and the draw that chose (\(page.link("drawing"))):"
    )
    var table = Table(["token", "p", "chosen from", "draw", "the likeliest were"], left: [0, 4])
    for step in steps.prefix(12) {
      let order = step.plain.indices.sorted { step.plain[$0] > step.plain[$1] }
      let top = order.prefix(4).map {
        "\(visible(stories.pairs.text([$0]))) \((100 * step.plain[$0]).fixed(0)) %"
      }
      table.add([
        visible(stories.pairs.text([step.token])), step.plain[step.token].shown,
        "\(step.probabilities.count { $0 > 0 })", step.draw.shown, top.joined(separator: ", "),
      ])
    }
    page.text(table.markdown)
    let sure = steps.filter { ($0.plain.max() ?? 0) > 0.9 }
    let tokens = Set(sure.map { visible(stories.pairs.text([$0.token])) }).sorted()
    page.text(
      "In \(sure.count) of \(steps.count) places one token has more than 90 %\(tokens.isEmpty ? "" : "; what was written there: \(tokens.joined(separator: " "))")."
    )
    let words = Set(stories.text.split { !$0.isLetter }.map { $0.lowercased() })
    let written = writer.text(steps).split { !$0.isLetter }.map { $0.lowercased() }
    let known = written.dropLast().count(where: words.contains)
    page.text(
      "\(known) of the \(max(0, written.count - 1)) whole words that it wrote are words of the stories (the last may be cut off)."
    )
    page.section("By temperature")
    page.text("The same draws, without top-k, top-p and min-p:")
    var isBroken = false
    for temperature in [0, 0.5, 1, 1.5] {
      let choice = TokenChoice(temperature: temperature)
      var writer = writer
      let steps = writer.write(
        chapter.asked.prompt, tokens: 50, choice, chapter.common.random["write"])
      page.text("**Temperature \(temperature.shown)**")
      page.code(told(steps))
      isBroken = isBroken || writer.text(steps).contains("\u{FFFD}")
    }
    if isBroken {
      page.text("(\u{FFFD} stands for a byte that makes no character where it stands.)")
    }
    page.section("In the core")
    page.excerpt("Writer.write", says: "Writing with a cache")
    page.keep(
      "It has learned how stories sound; that they should make sense is more than it can hold.")
  }
}
