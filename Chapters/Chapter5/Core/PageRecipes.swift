import ChapterKit
import Dataset
import Numerics
import Walkthrough

/// How much of what the flow does is luck, and what a longer training brings.
extension Chapter5Story {
  func recipes(_ page: Page) {
    let (rows, starts) = (Comparisons.flowRows, values(.title, of: Comparisons.flowRows[0]).count)
    page.section("Why")
    page.text(
      "The kept flow is one training. Another start would have given other shares; how much others, one training cannot tell ([chapter 1](chapter1/recipes)). So the flow was trained again from \(starts) other starts (weights, batches and noise), and from \(starts) more for longer or less long, all on the kept VAE's latents, with the same sprites held out. Of each, \(Reading.count) paintings of every kind are read at w = 3."
    )
    page.section("What was found")
    var table = Table(
      ["asked for"] + rows.map { "\($0.steps.grouped) steps" } + ["verdict"], left: [0])
    func add(_ says: String, _ measure: String, isShare: Bool = true) {
      let separation = results.flows.separation(measure, rows[1], rows[0])
      table.add(
        [says]
          + rows.map {
            let measured = results.flows.measured(measure, of: $0)
            return isShare ? measured.percent : measured.spread()
          } + [separation.word(largerIsBetter: isShare)])
    }
    for asked in Reading.Asked.allCases { add(asked.title, PaintingTrial.measure(asked)) }
    add("the title at w = 5", PaintingTrial.titleAt5)
    add("distance to the nearest sprite", "distance", isShare: false)
    page.text(table.markdown)
    page.text(
      "± is the spread between the \(starts) starts. The verdict is [chapter 1's rule](chapter1/recipes): is the longer training better? (With \(starts) starts the rule sees only large differences.) The title, every start:"
    )
    page.dots(
      "title.svg",
      rows.map { ("\($0.steps.grouped) steps", values(.title, of: $0)) },
      "the title: paintings as asked, %", unit: 100)
    page.text(
      "The kept flow was trained for \(results.trained.steps.grouped) steps, from a start that is none of these. What it does is on \(page.link("measured")). \(luck(rows))"
    )
    page.checkYourself([
      (
        "Why might it help the title that a caption never leaves a hat unsaid?",
        "Then no caption tells the flow that a cat, of which nothing more is said, may have a hat or none; what `tiny` and `hat` mean is learned from the other animals."
      )
    ])
    page.keep("Ask how much the start matters before you believe what a recipe does.")
  }

  private func values(_ asked: Reading.Asked, of row: FlowRow) -> [Double] {
    results.flows.values(PaintingTrial.measure(asked), of: row)
  }

  /// By how much the starts differ in the title, beside the error of one count.
  private func luck(_ rows: [FlowRow]) -> String {
    let shares = values(.title, of: FlowRow(steps: results.trained.steps))
    guard let least = shares.min(), let most = shares.max() else { return "" }
    let mean = Measured(shares).mean
    let error = (mean * (1 - mean) / Double(Reading.count)).squareRoot()
    return
      "With as many steps the shares of the title lie between \((100 * least).fixed(1)) and \((100 * most).fixed(1)) %; a count of \(Reading.count) paintings alone has a standard error of \((100 * error).fixed(1)) points."
  }
}
