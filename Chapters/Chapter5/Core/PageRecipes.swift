import ChapterKit
import Dataset
import Numerics
import Walkthrough

/// How much of what the flow does is luck, and what its captions should leave unsaid.
extension Chapter5Story {
  func recipes(_ page: Page) {
    let rows = Comparisons.flowRows
    let starts = values(.title, of: rows[0]).count
    page.section("Why")
    page.text(
      "The kept flow comes from a single training. Another start would have given other results, and one training can't tell how different they would be ([chapter 1](chapter1/recipes)). So we trained the flow again, from \(starts) other starts (weights, batches and noise)."
    )
    page.text(
      "There is also a question to settle. The title names no colour, neither the cat's nor the hat's. How often does training hear such a sentence? A caption leaves out the fur's colour in \(percent(Caption.unsaid)) of the cases, and the hat's just as often. So only \(percent(Caption.unsaid * Caption.unsaid)) of the captions with a hat name neither. If each is left out in \(percent(rows[1].unsaid)), it's \(percent(rows[1].unsaid * rows[1].unsaid)). Does that help the title? We trained both ways from \(starts) starts each, for \(rows[0].steps.grouped) steps on the kept VAE's latents, with the same sprites held out. From each training, \(Reading.count) paintings of every kind are read at w = 3, with guidance at all times: in this comparison, the sampler is as it was before an interval was chosen (\(page.link("measured")))."
    )
    page.section("What was found")
    page.text(table(rows).markdown)
    page.text(
      "± is the spread between the \(starts) starts. The verdict follows [chapter 1's rule](chapter1/recipes): do captions that leave out more do better? (With so few starts, the rule sees only large differences.) The title, from every start:"
    )
    page.dots(
      "title.svg", rows.map { ("unsaid: \(percent($0.unsaid))", values(.title, of: $0)) },
      "the title: paintings as asked, %", unit: 100)
    page.text(titleVerdict)
    page.text(
      "The kept flow's captions leave out each colour in \(percent(Caption.unsaid)) of the cases. It was trained for \(Training.flowSteps(results.trained.steps).grouped) steps, from a start that is none of these, and \(page.link("measured")) has its results. \(luck)"
    )
    page.checkYourself([
      (
        "A training with a new recipe paints the title right in 95 % of the cases, one with the old recipe in 91 %. What do you know?",
        "Little: different starts of the same recipe differ by as much (the table's ±). Train several of each."
      )
    ])
    page.keep("Ask how much the start matters before you believe what a recipe does.")
  }

  private func percent(_ share: Double) -> String { "\((100 * share).shown) %" }

  private func values(_ asked: Reading.Asked, of row: FlowRow) -> [Double] {
    results.flows.values(PaintingTrial.measure(asked), of: row)
  }

  /// What was measured of each row, and the rule's verdict.
  private func table(_ rows: [FlowRow]) -> Table {
    var table = Table(
      ["asked for"] + rows.map { "unsaid: \(percent($0.unsaid))" } + ["verdict"], left: [0, 3])
    func add(_ says: String, _ measure: String, isShare: Bool = true) {
      let separation = results.flows.separation(measure, rows[1], rows[0])
      let measured = [separation.b, separation.a]
      table.add(
        [says] + measured.map { isShare ? $0.percent : $0.spread() }
          + [separation.word(largerIsBetter: isShare)])
    }
    for asked in Reading.Asked.allCases { add(asked.title, PaintingTrial.measure(asked)) }
    add("the title at w = 5", PaintingTrial.titleAt5)
    add("distance to the nearest sprite", PaintingTrial.distance, isShare: false)
    return table
  }

  /// Whether the title gains by captions that leave out more.
  private var titleVerdict: String {
    let (often, usual) = (Comparisons.flowRows[1], Comparisons.flowRows[0])
    let split = results.flows.separation(PaintingTrial.measure(.title), often, usual)
    return split.isClear
      ? "So the title comes out \(split.word())."
      : "So these starts don't show that it helps the title: \(split.a.percent) against \(split.b.percent)."
  }

  /// By how much the starts of the kept recipe differ in the title, beside the error of one count.
  private var luck: String {
    let shares = values(.title, of: Comparisons.flowRows[0])
    guard let least = shares.min(), let most = shares.max() else { return "" }
    let mean = Measured(shares).mean
    let error = (mean * (1 - mean) / Double(Reading.count)).squareRoot()
    return
      "Among the starts above that were trained with such captions, the title's share lies between \((100 * least).fixed(1)) and \((100 * most).fixed(1)) %. A count of \(Reading.count) paintings alone has a standard error of \((100 * error).fixed(1)) points."
  }
}
