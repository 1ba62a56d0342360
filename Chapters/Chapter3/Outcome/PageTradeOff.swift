import Dataset
import Numerics
import Walkthrough

extension Chapter3Story {
  func tradeOff(_ page: Page) {
    page.section("Why")
    page.text(
      """
      More guidance means more of what was asked for. What does it take away? We count: how often the nearest member of the
      family is of the asked class (*asked*), how often the picture is a clean member of it (*clean*), how many of the 16 members occur, and how different
      two samples of one class are (*variety*, the mean root mean square distance of pairs). \(Measurements.samples) samples a cell, \(Measurements.steps) Euler
      steps, the same noises everywhere.
      """)
    page.section("The wide model")
    page.text(cells(measured.model).markdown)
    page.text(verdict)
    page.text(varietyVerdict)
    page.section("The perfect answers, guided")
    page.text(
      "The best possible answer of [chapter 1](chapter1/best-answer), once over all sixteen pictures and once over the four of the class, blended the same way:"
    )
    page.text(cells(measured.perfect).markdown)
    page.text(
      "With perfect answers w = 1 is all one needs: \(measured.perfect[1].cleanText) clean. Guidance repairs a model that does not listen well enough; it does not improve what is already right\(measured.perfect.last.map { $0.variety < measured.perfect[1].variety } == true ? ", and at w = \(Measurements.scales.last?.fixed(0) ?? "") even the perfect answers lose variety" : "")."
    )
    page.section("How many labels to drop")
    var table = Table(
      [
        "model", "labels dropped", "asked, w = 1", "clean, w = 1", "asked, w = 3", "clean, w = 3",
        "variety, w = 3",
      ], left: [0])
    for (kind, plain, guided) in measured.variants {
      table.add([
        kind.words, "\((100 * kind.dropping).fixed(0)) %", plain.askedText, plain.cleanText,
        guided.askedText,
        guided.cleanText, guided.varietyText,
      ])
    }
    page.text(table.markdown)
    page.text(dropVerdict)
    page.checkYourself([
      (
        "At w = 0, which share of the samples would be of the asked class by chance?",
        "One in four, 25 %. Measured: \(measured.model[0].askedText)."
      )
    ])
    page.keep(
      "A little guidance makes a model listen; a lot of it overdoes the contrast.")
  }

  private func cells(_ cells: [Measurements.Cell]) -> Table {
    var table = Table([
      "w", "asked", "clean", "members drawn", "variety in a class", "mean distance",
    ])
    for (w, cell) in zip(Measurements.scales, cells) {
      table.add([
        w.shown, cell.askedText, cell.cleanText, "\(cell.distinct) of 16", cell.varietyText,
        cell.distance.fixed(3),
      ])
    }
    return table
  }

  private var verdict: String {
    let best =
      measured.model.indices.max { measured.model[$0].clean < measured.model[$1].clean } ?? 1
    let (cell, plain, most) = (
      measured.model[best], measured.model[1], measured.model[measured.model.count - 1]
    )
    return
      "Clean pictures are most frequent at w = \(Measurements.scales[best].shown): \(cell.cleanText), against \(plain.cleanText) at w = 1. At w = \(Measurements.scales.last?.shown ?? "") it is \(most.cleanText), and the pictures lie \(most.distance.fixed(3)) away from the family, against \(cell.distance.fixed(3)): the contrast is overdone. (That is why the variety of far too strong guidance *grows* again: pixels beyond black and white are far from each other.)"
      .replacing(
        most.variety > plain.variety
          ? "\u{0}"
          : " (That is why the variety of far too strong guidance *grows* again: pixels beyond black and white are far from each other.)",
        with: "")
  }

  /// Whether the best scale has cost variety, by the two error bars.
  private var varietyVerdict: String {
    let best =
      measured.model.indices.max { measured.model[$0].clean < measured.model[$1].clean } ?? 1
    let (guided, plain) = (measured.model[best], measured.model[1])
    let loss = plain.variety - guided.variety
    let seen = loss > plain.varietyError + guided.varietyError
    let members = [guided, plain].allSatisfy { $0.distinct == ShapeClasses.all.count }
    return
      "Guidance is said to cost variety. \(seen ? "So it does here" : "With so few pictures in a class none is seen to go"): \(guided.varietyText) at w = \(Measurements.scales[best].shown), \(plain.varietyText) at w = 1\(members ? ", and every member is still drawn" : "")."
  }

  private var dropVerdict: String {
    func variant(_ kind: ShapesModel) -> (plain: Measurements.Cell, guided: Measurements.Cell) {
      measured.variants.first { $0.kind == kind }.map { ($0.plain, $0.guided) }
        ?? (measured.model[1], measured.model[4])
    }
    let plainest = measured.variants.allSatisfy { $0.plain.clean <= variant(.drop0).plain.clean }
    let (never, some, half) = (variant(.drop0), variant(.wide), variant(.drop50))
    let (free, held) = (some.plain, variant(.zeroNull).plain)
    let small = variant(.dit)
    return
      "A model whose labels are *never* dropped has no null row to speak of: it was drawn and never trained, so the answer \"without\" is one to a question that the model has never met. Guided by it, \(never.guided.cleanText) are clean, against \(some.guided.cleanText) with one in ten dropped. \(plainest ? "Asked plainly none is better, \(never.plain.cleanText): who never means to guide need not drop any. " : "")With half of them dropped the model spends half its training on the other question: \(half.plain.cleanText) clean at w = 1, against \(some.plain.cleanText). A null row that is held at 0 (`\(ShapesModel.zeroNull.words)`) does \((variant(.zeroNull).guided.clean - some.guided.clean).magnitude < 0.02 ? "as well as" : (variant(.zeroNull).guided.clean > some.guided.clean ? "better than" : "worse than")) a learned one at w = 3, and at w = 1 \(held.cleanText) are clean, against \(free.cleanText): all other rows can move instead, which may be why. The small model shows a limit: with w = 3 \(small.guided.askedText) are of the asked class, against \(small.plain.askedText) at w = 1, but \(small.guided.cleanText) clean, against \(small.plain.cleanText)."
  }
}

extension ShapesModel {
  var words: String {
    switch self {
    case .dit: "small, 8 features"
    case .wide: "wide, 16 features"
    case .drop0, .drop1, .drop50: "wide"
    case .zeroNull: "wide, null row 0"
    }
  }
}
