import ByHand
import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter4Story {
  func tinyPage(_ page: Page) {
    let place = WorkedPairs.place
    page.inventory([
      .input(
        "two sentences that differ in one word, up to `tiny`", "tiny.text.embedding",
        origin: WorkedPairs.oneWord.map { "*\($0)*" }.joined(separator: ", ")),
      .input(
        "the table of the small text tower", "token_embedding.weight",
        origin: "trained, two decimals"),
      .output("every token's output", "tiny.ln_final"),
      .output(
        "how far apart the rows of `tiny` are", "tiny.before.distance", "tiny.after.distance"),
    ])
    page.section("A question about one word")
    page.text(
      """
      Training never showed a cat with a tiny hat, yet the book's title asks for one. So *tiny* has to get its meaning from other sentences: from those about the tiny hats of dogs, birds, rabbits, bears and owls. Can it? That depends on what the
      painter gets to read. Here is the row of `tiny`, at place \(place), in two sentences, worked by hand with a small text tower. It is as small as that of \(page.link("text-tower")), but trained.
      """)
    page.foldedTables(
      "The parameters of the small text tower, trained, two decimals",
      knownTower.map { grid($0) })
    page.section("Before the tower")
    let words = grid("tiny.text.embedding")
    page.lines((0..<2).map { words[$0, place, 3] })
    page.text(
      "Same word, same place, same row: the distance is exactly \(value("tiny.before.distance").shown). Whatever `tiny` has learned from dogs is there, unchanged, for a cat."
    )
    page.section("After the tower")
    let after = grid("tiny.ln_final")
    page.text("The row of `tiny` in both sentences, before the tower and after it:")
    let animals = ["cat", "dog"]
    page.heatMap(
      [
        (title: "before", values: (0..<2).flatMap { words.row($0, place).map(\.value) }),
        (title: "after", values: (0..<2).flatMap { after.row($0, place).map(\.value) }),
      ], rows: animals.map { "tiny, \($0)" }, columns: (0..<featureCount).map(String.init),
      alt: "The row of tiny in two sentences, before the tower and after it")
    page.text(
      "`tiny` has looked back at the animal, so now each animal has a `tiny` of its own. How far apart are the two?"
    )
    page.entry(grid("tiny.after.square").scalars[0])
    page.lines([grid("tiny.after.distance").scalars[0]])
    page.text(length(of: after.row(1, place)))
    page.everyEntry(
      of: ["before", "after"].flatMap { when in
        ["difference", "square", "distance"].map { grid("tiny.\(when).\($0)") }
      })
    page.section("In the large tower")
    page.text(
      "And in the large tower? Take a word after *cat*: how far is its row from the nearest row of the same word after another animal? And for the other animals: how far is each one's row from the nearest of the rest, on average?"
    )
    var table = Table(["word", "after *cat*", "after the others"], left: [0])
    let distances = results.knowledge.distances
    for d in distances { table.add(["`\(d.word)`", d.cat.fixed(2), d.others.fixed(2)]) }
    page.text(table.markdown)
    let ratio = distances.map { $0.cat / $0.others }
    page.text(
      """
      In training, captions of cats had `big`; only those of the other animals had `tiny`. Compared with the distances among the other animals, the row of `big` after *cat* is \(ratio[1].fixed(2)) times as far away, and that of `tiny` is \(ratio[0].fixed(2)) times as far:
      by this measure, `big` after *cat* is \(ratio[1] < ratio[0] ? "closer" : "no closer") to the others than `tiny`.
      """)
    whatToRead(page)
    page.section("Every number of the pass")
    page.text("These are the sums of \(page.link("text-tower")), with trained parameters.")
    page.passTables(
      "tiny.",
      layers(Self.textParts, of: "tiny."))
    page.check(prefix: "tiny.")
    page.checkYourself([
      (
        "Which rows are still the same in both sentences after the tower?",
        "Those before the animal: [BOS] and `a`. They can't look at what comes after them."
      )
    ])
    page.keep(
      "Before the tower, a word's row depends only on the word and its place; after it, also on the words before."
    )
  }

  private func length(of row: [Scalar]) -> String {
    let square = row.reduce(0.0) { $0 + $1.value * $1.value }
    return
      "The distance is \((100 * value("tiny.after.distance") / square.squareRoot()).fixed(0)) % of the length of the row after *dog*, which is \(square.squareRoot().shown)."
  }

  /// The parameters of the small text tower that the pass reads.
  private var knownTower: [String] {
    run.trace.grids.map(\.name).filter {
      $0.hasPrefix("transformer.") || $0.hasPrefix("ln_final.") || $0 == "positional_embedding"
        || $0 == "token_embedding.weight"
    }
  }
}
