import Dataset
import Numerics
import Walkthrough

extension Chapter3Story {
  func summary(_ page: Page) {
    page.text(
      "The whole chapter in one table: what was done, the number that came out, and where.")
    var table = Table(["step", "what came out", "page"], left: [0, 1, 2])
    func row(_ step: String, _ result: String, _ name: String) {
      table.add([step, result, page.link(name)])
    }
    row(
      "a batch of two, one label dropped", "asked: \(Self.classNames[labels[0]]), and nothing",
      "classes")
    row(
      "a class as a row", "\(grid("class_embed.embed.weight").count) numbers, added to the time",
      "table")
    row(
      "how wrong it was",
      "loss **\(value("loss").shown)**, the mean of \(grid("picture_loss").values.map(\.shown).joined(separator: " and "))",
      "loss")
    row("which rows learn", "\(Set(labels).count) of \(Self.classNames.count)", "back-table")
    row("the loss after one step", "**\(value("second.loss").shown)**", "second-forward")
    row(
      "why guidance works",
      "\(value("one_number.score_difference").shown) = \(value("one_number.classifier_slope").shown)",
      "one-number")
    let verdict = results.arrivals.byHand.own.verdict
    row(
      "asked for a \(className), by hand, w = \(chapter.guidance.shown)",
      "nearest to \(verdict.member.name), \(verdict.distance.shown) away", "euler")
    row("asked plainly, the wide model", "\(measured.model[1].cleanText) clean", "trade-off")
    let guided = Measurements.scales.firstIndex(of: 2) ?? 1
    row(
      "with w = \(Measurements.scales[guided].shown)", "\(measured.model[guided].cleanText) clean",
      "trade-off")
    func others(_ w: Double) -> String {
      results.trials.measured(Comparisons.measure("clean", w), of: Comparisons.book).percent
    }
    row(
      "\(results.trials.values(Comparisons.measure("clean", 1), of: Comparisons.book).count) other trainings by its recipe",
      "\(others(1)) clean plainly, \(others(2)) with w = 2",
      "dropping")
    page.text(table.markdown)
    page.checkYourself([
      (
        "What must a training do so that guidance is possible at all?",
        "Drop labels now and then, so that the model also learns the answer to no class."
      )
    ])
    page.keep("Teach two questions, and listen to the difference of the answers.")
  }
}
