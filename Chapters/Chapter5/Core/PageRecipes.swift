import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

/// How much of what the flow does is luck, what its captions should leave unsaid, which times it should learn from,
/// and whether it should be wider.
extension Chapter5Story {
  func recipes(_ page: Page) {
    let (usual, terse) = (Comparisons.usual, Comparisons.terse)
    let (noisier, wider) = (Comparisons.noisier, Comparisons.wider)
    let starts = values(.title, of: usual).count
    page.section("Why")
    page.text(
      "The kept flow comes from a single training. Another start would have given other results, and one training can't tell how different they would be ([chapter 1](chapter1/recipes)). So we train flows from \(starts) other starts (weights, batches and noise), for \(usual.steps.grouped) steps on the kept VAE's latents, with the same sprites held out. From each training, \(Reading.count) paintings of every kind are read at w = 3, with guidance at all times: in these comparisons, the sampler is as it was before an interval was chosen (\(page.link("measured")))."
    )
    page.text(
      "The title is what we want most, and no cat with a tiny hat was ever shown. So here are three changes that might help it, each compared with the usual recipe (\(page.link("models"))) by [chapter 1's rule](chapter1/recipes). (With so few starts, the rule sees only large differences.) ± is the spread between the \(starts) starts."
    )
    page.section("Captions that leave more unsaid")
    let both = usual.unsaid * usual.unsaid
    page.text(
      "The title names no colour, neither the cat's nor the hat's. How often does training hear such a sentence? A caption leaves out the fur's colour in \(percent(usual.unsaid)) of the cases, and the hat's just as often. So only \(percent(both)) of the captions with a hat name neither. If each is left out in \(percent(terse.unsaid)), it's \(percent(terse.unsaid * terse.unsaid))."
    )
    page.text(
      table(
        usual, terse, ["unsaid: \(percent(usual.unsaid))", "unsaid: \(percent(terse.unsaid))"]
      ).markdown)
    page.text(found(usual, terse))
    page.section("Times nearer to noise")
    page.text(timesQuestion(usual, noisier))
    page.text(table(usual, noisier, [mean(usual), mean(noisier)]).markdown)
    page.text(found(usual, noisier))
    page.section("A wider flow")
    let sizes = [usual, wider].map { Sizes.latentFlow(features: $0.features) }
    let (parameters, work) = (
      sizes.map { TextDiT<Float>($0).parameterCount },
      sizes.map { Double($0.multiplications(words: Vocabulary.captionLength)) }
    )
    page.text(
      "And what if each patch and word has \(wider.features) features in place of \(usual.features)? Then the flow has \(parameters[1].grouped) parameters in place of \(parameters[0].grouped), and each pass takes \((work[1] / work[0]).fixed(1)) times as many multiplications."
    )
    page.text(
      table(usual, wider, [usual, wider].map { "\($0.features) features" }).markdown)
    page.text(found(usual, wider))
    page.section("The title, from every start")
    page.dots(
      "title.svg",
      [
        ("usual recipe", usual), ("more unsaid", terse), ("nearer to noise", noisier),
        ("wider", wider),
      ].map { ($0, values(.title, of: $1)) },
      "the title: paintings as asked, %", unit: 100)
    page.text(luck(usual) + tooFew(usual, noisier))
    page.section("What is kept")
    page.text(
      "The kept flow has the usual recipe and \(Sizes.flow.features) features. It learned for \(Training.flowSteps(results.trained.steps).grouped) steps in place of \(usual.steps.grouped), from a start that is none of these, and \(page.link("measured")) has its results."
    )
    page.checkYourself([
      (
        "A training with a new recipe paints the title right in 95 % of the cases, one with the old recipe in 91 %. What do you know?",
        "Little: different starts of the same recipe differ by as much (the tables' ±). Train several of each."
      ),
      (
        "Stable Diffusion 3 replaces each time t by 3t / (1 + 2t) when its pictures are large. By which m is that a move towards noise?",
        "t / (1 − t) becomes three times as large. That is e to what stands in σ(m + z), so m grows by ln 3 = \(Double.log(3).fixed(2))."
      ),
    ])
    page.keep("Ask how much the start matters before you believe what a recipe does.")
  }

  private func percent(_ share: Double) -> String { "\((100 * share).shown) %" }

  private func mean(_ row: FlowRow) -> String { "m = \(row.timesMean.shown)" }

  private func values(_ asked: Reading.Asked, of row: FlowRow) -> [Double] {
    results.flows.values(PaintingTrial.measure(asked), of: row)
  }

  /// What moved times are, and why they might help.
  private func timesQuestion(_ usual: FlowRow, _ noisier: FlowRow) -> String {
    func shares(_ row: FlowRow) -> (near: String, noisy: String) {
      let times = FlowBatches<Float>.Timing.logitNormal(mean: row.timesMean)
      let (near, noisy) = (times.share(below: 0.2), 1 - times.share(below: 0.8))
      return ("\((100 * near).fixed(0)) %", "\((100 * noisy).fixed(0)) %")
    }
    let (before, after) = (shares(usual), shares(noisier))
    return
      "Walks start in noise, at t = 1. Perhaps it's settled early whether there will be a hat. How often does training ask there? Logit-normal times are t = σ(z), with a normal z: \(before.noisy) of them are above 0.8. With t = σ(m + z) and m = \(noisier.timesMean.shown), it's \(after.noisy). In return, fewer ask near the picture: \(before.near) are below 0.2 with m = \(usual.timesMean.shown), and \(after.near) with m = \(noisier.timesMean.shown)."
  }

  /// What can be measured of a flow: what it's called, whether it is a share, in which more is better.
  private var measures: [(says: String, name: String, isShare: Bool)] {
    Reading.Asked.allCases.map { ($0.title, PaintingTrial.measure($0), true) } + [
      ("the title at w = 5", PaintingTrial.titleAt5, true),
      ("distance to the nearest sprite", PaintingTrial.distance, false),
    ]
  }

  /// What was measured of two recipes, and the rule's verdict on the second.
  private func table(_ usual: FlowRow, _ other: FlowRow, _ names: [String]) -> Table {
    var table = Table(["asked for"] + names + ["verdict"], left: [0, 3])
    for (says, name, isShare) in measures {
      let separation = results.flows.separation(name, other, usual)
      table.add(
        [says]
          + [separation.b, separation.a].map { isShare ? $0.percent : $0.spread() }
          + [separation.word(largerIsBetter: isShare)])
    }
    return table
  }

  /// What the change does for the title, and for everything else.
  private func found(_ usual: FlowRow, _ other: FlowRow) -> String {
    let title = results.flows.separation(PaintingTrial.measure(.title), other, usual)
    func all(_ verdict: String) -> String {
      let found = measures.filter { measure in
        measure.says != Reading.Asked.title.title
          && results.flows.separation(measure.name, other, usual)
            .word(largerIsBetter: measure.isShare) == verdict
      }
      let list = found.map(\.says).joined(separator: ", ")
      return found.isEmpty ? "" : " Clearly \(verdict): \(list)."
    }
    let (least, most) = extremes(values(.title, of: other))
    let first =
      title.isClear
      ? "So the title comes out \(title.word())."
      : "So these starts don't show that it helps the title: \(title.a.percent) against \(title.b.percent), from \(least.fixed(1)) to \(most.fixed(1)) %."
    return first + all("better") + all("worse")
  }

  /// The least and the largest of some shares, in percent.
  private func extremes(_ shares: [Double]) -> (least: Double, most: Double) {
    (100 * (shares.min() ?? 0), 100 * (shares.max() ?? 0))
  }

  /// What one would have believed if the last start had not been tried.
  private func tooFew(_ usual: FlowRow, _ other: FlowRow) -> String {
    let (without, with) = (values(.title, of: usual), values(.title, of: other))
    guard let last = with.last, without.count == with.count,
      let worst = with.dropLast().min(), let best = without.dropLast().max(), worst > best,
      last < (without.min() ?? 0)
    else { return "" }
    func list(_ shares: [Double]) -> String {
      shares.dropLast().map { "\((100 * $0).fixed(1))" }.joined(separator: " and ")
    }
    return
      " It's easy to be fooled: without the last start, times nearer to noise would have looked like a find, with \(list(with)) % against \(list(without)) %. Then the last one had \((100 * last).fixed(1)) %."
  }

  /// By how much starts of the same recipe differ in the title, beside the error of one count.
  private func luck(_ row: FlowRow) -> String {
    let (least, most) = extremes(values(.title, of: row))
    let mean = Measured(values(.title, of: row)).mean
    let error = (mean * (1 - mean) / Double(Reading.count)).squareRoot()
    return
      "From start to start alone, with the usual recipe, the title lies between \(least.fixed(1)) and \(most.fixed(1)) %. A count of \(Reading.count) paintings has a standard error of \((100 * error).fixed(1)) points."
  }
}
