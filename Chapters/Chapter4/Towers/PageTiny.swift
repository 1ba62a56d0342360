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
      No cat with a tiny hat was ever shown in training; the title asks for one. So the word *tiny* must bring its meaning from other sentences: from the tiny hats of dogs, birds, rabbits, bears and owls. Whether it can depends on what the
      painter is given to read. Here is the row of `tiny`, at place \(place), in two sentences, worked by hand with a small text tower: of the size of \(page.link("text-tower"))'s, but trained.
      """)
    page.section("Before the tower")
    let words = grid("tiny.text.embedding")
    page.lines((0..<2).map { words[$0, place, 3] })
    page.text(
      "Same word, same place, same row: the distance is exactly \(value("tiny.before.distance").shown). What was learned about `tiny` from dogs is there, unchanged, for a cat."
    )
    page.section("After the tower")
    let after = grid("tiny.ln_final")
    let animals = ["cat", "dog"]
    page.heatMap(
      [
        (title: "before", values: (0..<2).flatMap { words.row($0, place).map(\.value) }),
        (title: "after", values: (0..<2).flatMap { after.row($0, place).map(\.value) }),
      ], rows: animals.map { "tiny, \($0)" }, columns: (0..<featureCount).map(String.init),
      alt: "The row of tiny in two sentences, before the tower and after it")
    page.text("`tiny` has looked back at the animal, and now each animal has a `tiny` of its own:")
    page.entry(grid("tiny.after.square").scalars[0])
    page.lines([grid("tiny.after.distance").scalars[0]])
    page.text(length(of: after.row(1, place)))
    page.everyEntry(
      of: ["before", "after"].flatMap { when in
        ["difference", "square", "distance"].map { grid("tiny.\(when).\($0)") }
      })
    page.section("In the large tower")
    page.text(
      "The same after the blocks of the large tower: how far it is from the row of a word after *cat* to the nearest of those after the other animals; and from each of theirs to the nearest of the rest, in the mean."
    )
    var table = Table(["word", "from the cat's", "among the others"], left: [0])
    let distances = results.knowledge.distances
    for d in distances { table.add(["`\(d.word)`", d.cat.fixed(2), d.others.fixed(2)]) }
    page.text(table.markdown)
    let ratio = distances.map { $0.cat / $0.others }
    page.text(
      """
      In training, captions of cats had `big`; only those of the other animals had `tiny`. After *cat*, the row of `big` is \(ratio[1] < ratio[0] ? "nearer" : "not nearer") to those after other animals (\(ratio[1].fixed(2)) times their own
      distances) than the row of `tiny` is (\(ratio[0].fixed(2)) times).
      """)
    whatToRead(page)
    page.section("Every number of the pass")
    page.text("Each sum is that of \(page.link("text-tower")), with trained parameters in it.")
    page.passTables(
      "tiny.",
      layers(Self.textParts, of: "tiny."))
    page.foldedTables(
      "The parameters of the small text tower, trained, two decimals",
      knownTower.map { grid($0) })
    page.check(prefix: "tiny.")
    page.checkYourself([
      (
        "Which rows are the same in both sentences after the tower, too?",
        "Those before the animal: [BOS] and `a`. They cannot look at what comes after them."
      )
    ])
    page.keep(
      "Alone, the row of a word is the same in every sentence; after the tower it depends on the words before it."
    )
  }

  private func length(of row: [Scalar]) -> String {
    let square = row.reduce(0.0) { $0 + $1.value * $1.value }
    return
      "That is \((100 * value("tiny.after.distance") / square.squareRoot()).fixed(0)) % of the length of the row after *dog*, \(square.squareRoot().shown)."
  }

  /// The parameters of the small text tower that the pass reads.
  private var knownTower: [String] {
    run.trace.grids.map(\.name).filter {
      $0.hasPrefix("transformer.") || $0.hasPrefix("ln_final.") || $0 == "positional_embedding"
        || $0 == "token_embedding.weight"
    }
  }
}
