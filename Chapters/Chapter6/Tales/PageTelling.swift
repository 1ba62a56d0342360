import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter6Story {
  /// What was to be reached, written down before anything was measured.
  private static let targets: [(name: String, says: String, least: Double)] = [
    ("words", "words that are words of the grammar", 0.99),
    ("ends", "stories that end by themselves", 0.95),
    ("all three", "stories that keep animal, size and colour to the end", 0.9),
  ]

  func tellingPage(_ page: Page) {
    let telling = results.telling
    let recipe = TaleRecipe.teller(results.trained.steps)
    page.section("The recipe")
    page.text(
      "The same kind of model as on the little text (\(page.link("training"))), with the larger vocabulary: \(LanguageModel<Float>(Sizes.teller).parameterCount.grouped) parameters. \(recipe.steps.grouped) steps of \(recipe.windows) windows of \(recipe.window) tokens, each from the beginning of a story; a rate of \(recipe.rate.shown), warmed up and cooled down (\(page.link("schedule"))); starting values with a deviation of \(recipe.deviation.shown); no dropout."
    )
    curves(page)
    page.section("What was to be reached, and what was")
    page.text(
      "\(TaleGoals.count) opening sentences of held-out stories, which open no training story, continued at a temperature of \(TaleGoals.choice.temperature.shown) with nothing left out:"
    )
    var goals = Table(["share of the", "wanted", "reached", ""], left: [0, 3])
    for target in Self.targets {
      let value = telling.teller[target.name]
      goals.add([
        target.says, "≥ \((100 * target.least).fixed(0)) %", Self.percent(value),
        value >= target.least ? "✓" : "✗",
      ])
    }
    page.text(goals.markdown)
    page.text(
      "(\(TaleGoals.count) stories: a share of 90 % could as well be \(2 * Int((100 * (0.09 / Double(TaleGoals.count)).squareRoot()).rounded())) points more or less, by chance alone.)"
    )
    page.text(missing)
    otherStarts(page)
    page.section("Four blocks or one")
    comparison(page)
    page.section("Does it copy?")
    copying(page)
    page.section("In the core")
    page.excerpt("TaleTraining", says: "The training")
    page.excerpt("TaleGoals", says: "What is measured")
    page.excerpt("Verbatim", says: "What is copied")
    page.text(
      "This trains all models of the chapter anew, with these recipes:")
    page.code(
      "swift run -c release chapter6 --train \(results.trained.steps) --checkpoint /tmp/teller --output /tmp/trained\ncp /tmp/trained/trained.safetensors Chapters/Chapter6/Weights/",
      "sh")
    page.keep("Write down what a model should do, and how you'll count it, before you train it.")
  }

  /// The same recipe from other starts, since one training proves nothing about another.
  private func otherStarts(_ page: Page) {
    page.subsection("From other starts")
    let (trials, row) = (results.tellers, TellerRow())
    let starts = trials.values("loss", of: row).count
    let names = TaleGoals.names.filter { $0 != "copied" }
    page.text(
      "Was that luck? The same recipe, trained from \(starts) other starts (other starting values, other stories in each batch), and asked in the same way:"
    )
    var table = Table(["start", "perplexity"] + names, left: [0])
    func add(_ name: String, _ loss: Double, _ shares: [Double]) {
      table.add([name, Double.exp(loss).fixed(2)] + shares.map(Self.percent))
    }
    add("the kept one", results.telling.teller.loss, names.map { results.telling.teller[$0] })
    for n in 0..<starts {
      add(
        "another, \(n + 1)", trials.values("loss", of: row)[n],
        names.map { trials.values($0, of: row)[n] })
    }
    page.text(table.markdown)
    let all = (0..<starts).map { n in
      Self.targets.count { trials.values($0.name, of: row)[n] >= $0.least }
    }
    let reach = all.count { $0 == Self.targets.count }
    page.text(
      "\(reach == starts ? "All of them reach" : "Of these \(starts), \(reach) \(reach == 1 ? "reaches" : "reach")") everything that was wanted\(reach == starts ? " (though a count of \(TaleGoals.count) has an error of two points near 90 %)" : "; of the \(Self.targets.count) goals they reach \(Self.listed(all.map { "\($0)" }))")."
    )
  }

  private func curves(_ page: Page) {
    let (losses, validation) = (results.telling.losses, results.telling.validation)
    let steps = Double(results.trained.steps)
    let looks = Double(TaleTraining.interval)
    page.picture(
      "loss.svg",
      Curve.svg(
        [
          (
            "training",
            losses.enumerated().map {
              (x: steps * (Double($0) + 0.5) / Double(losses.count), y: $1)
            }
          ),
          (
            "held-out stories",
            validation.enumerated().map { (x: min(steps, looks * Double($0 + 1)), y: $1) }
          ),
        ], xLabel: "step", yLabel: "loss"
      ).utf8, alt: "The loss on the training batches, and the loss on held-out stories")
    let best = validation.indices.min { validation[$0] < validation[$1] } ?? 0
    page.text(
      "The loss on \(TaleTraining.watched) held-out stories is lowest after \(Int(looks * Double(best + 1)).grouped) of \(results.trained.steps.grouped) steps (\((validation.min() ?? 0).fixed(4))); the parameters of that look are kept. The last loss on a batch is \((losses.last ?? 0).fixed(4))."
    )
  }

  private static func percent(_ share: Double) -> String { "\((100 * share).fixed(1)) %" }

  /// What is to be said of the goals that were not reached.
  private var missing: String {
    let telling = results.telling
    let missed = Self.targets.filter { telling.teller[$0.name] < $0.least }
    if missed.isEmpty { return "All of them are reached." }
    let kept = ["animal", "size", "colour"].map {
      "the \($0) in \(Self.percent(telling.teller[$0]))"
    }
    let chance = [TaleWords.animals, TaleWords.sizes, TaleWords.colours].map {
      Self.percent(1 / Double($0.count))
    }
    return
      "\(missed.count) of \(Self.targets.count) \(missed.count == 1 ? "is" : "are") missed. Alone, the last sentence keeps \(Self.listed(kept)) of the stories; a blind guess would be right in \(Self.listed(chance))."
  }

  private func comparison(_ page: Page) {
    var table = Table(
      ["trained", "perplexity", "words", "ends", "animal", "size", "colour", "all three"], left: [0]
    )
    let telling = results.telling
    for (name, measures) in [("four blocks", telling.teller), ("one block", telling.oneBlock)] {
      table.add(
        [name, Double.exp(measures.loss).fixed(2)]
          + TaleGoals.names.dropLast().map { Self.percent(measures[$0]) })
    }
    page.text(table.markdown)
    let chance = 1 / Double(TaleWords.animals.count)
    page.text(
      "One training with one block (\(TaleRecipe.oneBlock(results.trained.steps).steps.grouped) steps) keeps the colour in \(Self.percent(telling.oneBlock["colour"])) and the animal in \(Self.percent(telling.oneBlock["animal"])), where chance alone gives \(Self.percent(chance))."
    )
  }

  private func copying(_ page: Page) {
    let (copied, repeated) = (results.telling.teller["copied"], results.telling.repeated)
    let gap = 100 * (copied - repeated)
    let others = results.tellers.values("copied", of: TellerRow())
    page.text(
      "Of all windows of \(Verbatim.length) words in what it wrote, \(Self.percent(copied)) stand word for word in the text to learn from. That would be alarming in a model of all English. But the grammar repeats itself: of the held-out stories, which the grammar wrote without any model, \(Self.percent(repeated)) do. \(gap.magnitude < 0.05 ? "The model's share is the same" : "The model lies \(gap.magnitude.fixed(1)) percentage points \(gap > 0 ? "above" : "below") that")\(others.isEmpty ? "" : "; the other trainings' shares are \(Self.listed(others.map(Self.percent)))")."
    )
  }
}
