import ByHand
import ChapterKit
import Numerics
import Walkthrough

extension Chapter2Story {
  func swapped(_ page: Page) {
    let (a, b) = (grid("swapped_a"), grid("swapped_b"))
    page.section("Why")
    page.text(
      """
      What would be lost without positions? Here are two pictures of the family, **\(WorkedExample.swapped.0.name)** and
      **\(WorkedExample.swapped.1.name)**. They consist of the same four patches, in another order. We give both to the model of
      this chapter, at t = \(value("t").shown), once with positions and once without.
      """)
    page.heatMap(
      [a, b], titles: ["picture a", "picture b"], sharesScale: true,
      alt: "Two pictures, each with one bright patch: top left in a, bottom right in b")
    page.section("Without positions")
    page.text(
      "The answer for each patch, as rows of four pixels, before they are put in their places:")
    let (ua, ub) = (grid("unplaced_a.final_proj"), grid("unplaced_b.final_proj"))
    page.heatMap(
      [ua, ub], titles: ["a, without", "b, without"], sharesScale: true, rows: Self.patchLabels,
      alt: "Without positions: the same four rows of numbers in another order")
    let order = [3, 1, 2, 0]
    let gap =
      (0..<4).flatMap { p in
        (0..<4).map { (ua[p, $0].value - ub[order[p], $0].value).magnitude }
      }.max() ?? 0
    page.text(
      """
      The rows of b are the rows of a in the order of its patches (the largest difference is \(gap.shown)\(gap > 0 ? ": softmax adds its terms in the tokens' order, so the last bit may differ" : "")). The three dark patches
      even get one and the same answer, whether they lie beside the bright one or diagonally across. A model like that
      knows *what* is on the picture and not *where*.
      """)
    page.table(ua)
    page.table(ub)
    page.section("With positions")
    let (pa, pb) = (grid("placed_a.final_proj"), grid("placed_b.final_proj"))
    page.heatMap(
      [pa, pb], titles: ["a, with", "b, with"], sharesScale: true, rows: Self.patchLabels,
      alt: "With positions: all rows differ")
    let difference =
      (0..<4).flatMap { p in
        (0..<4).map { (pa[p, $0].value - pb[order[p], $0].value).magnitude }
      }.max() ?? 0
    page.text(
      "Now the same comparison finds differences of up to \(difference.shown): every patch is answered for its place."
    )
    page.table(pa)
    page.table(pb)
    page.section("After training")
    page.text("Trained alike (\(page.link("training"))), with positions and without:")
    let (with, without) = (ShapesRow(kind: .dit), ShapesRow(kind: .unplaced))
    compare(page, [("with positions", with), ("without", without)], "model")
    page.text(
      "Without positions the model is \(verdict(without, against: with)). It still answers each patch by its pixels and by what the others hold; what it cannot know is where a patch lies."
    )
    page.section("All of it, in numbers")
    page.text("The tokens and the rows before the last projection, for both pictures:")
    for pass in ["unplaced_a.", "unplaced_b.", "placed_a.", "placed_b."] {
      page.foldedTables(
        "The pass <code>\(pass.dropLast())</code>",
        [
          "patch_embed.proj", "blocks.0.attn.weights", "blocks.0.residual1", "blocks.0.residual2",
          "final_norm",
        ]
        .map { grid(pass + $0) })
    }
    page.check(prefix: "unplaced_")
    page.check(prefix: "placed_")
    page.checkYourself([
      (
        "A sentence without position codes: which two sentences of chapter 0 would a model without a mask confuse?",
        "`I like transformers` and `transformers like I`: the same words in another order."
      )
    ])
    page.keep("Attention alone sees a bag of patches; positions turn the bag into a picture.")
  }
}
