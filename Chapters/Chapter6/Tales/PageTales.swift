import ChapterKit
import Dataset
import Numerics
import Walkthrough

extension Chapter6Story {
  func talesPage(_ page: Page) {
    let (telling, tales) = (results.telling, results.telling.tales)
    page.section("Why")
    page.text(
      """
      \(stories.training.count.grouped) tokens are too few: the model of \(page.link("training")) stopped getting better after \(bestLook.grouped) steps. The cure is more text. To write it ourselves would take years, so a *grammar* writes it: \(TaleGrammar.ours.plots.count) plots about an animal and its hat, with choices at every turn. Such a text has a second use. Its author knows the rules, so a program can check what a model writes: does the story end, and is the hat at the end the hat of the beginning?
      """)
    page.section("A grammar in four signs")
    page.text(
      "In a plot `(one|the other)` is a choice, `<rule>` writes a rule anew, and `$rule` writes it once and remembers it: the same animal, the same hat to the end. `^` makes the next letter a capital. This is the first plot:"
    )
    page.code(Self.wrapped(TaleGrammar.ours.plots.first ?? ""))
    page.text("And these are the first three stories:")
    for tale in tales.training.prefix(3) { page.text("> \(tale.inMarkdown)") }
    page.section("In numbers")
    var table = Table(["what", "how much"], left: [0])
    let bytes = Tales.joined(tales.training + tales.heldOut).utf8.count
    for (name, value) in [
      ("stories, no two alike", Set(tales.training + tales.heldOut).count.grouped),
      ("of these held out, every \(Tales.kept)th", tales.heldOut.count.grouped),
      ("plots", "\(TaleGrammar.ours.plots.count)"),
      ("different words", TaleGrammar.ours.words.count.grouped),
      ("bytes", bytes.grouped),
      ("CRC-32 of the bytes", "0x" + String(telling.checksum, radix: 16)),
      ("tokens to learn from", telling.lengths.reduce(0, +).grouped),
      ("tokens in the shortest and the longest story", lengths),
    ] { table.add([name, value]) }
    page.text(table.markdown)
    page.text(
      """
      A tokenizer of its own, trained on the stories to learn from, makes \(Tales.merges) merges: a vocabulary of \(tales.pairs.vocabulary.grouped). The longest story has to fit into the model's window of \(Sizes.tale) tokens, because its last sentence needs its first. The text is not kept in a file: the program writes the same bytes on every machine, and a test compares their checksum.
      """)
    page.section("In the core")
    page.excerpt("TaleGrammar.tale", says: "A story is drawn")
    page.excerpt("TaleReading", says: "And a story is read back")
    page.checkYourself([
      (
        "The opening names one of \(TaleWords.animals.count) animals, \(TaleWords.sizes.count) sizes and \(TaleWords.colours.count) colours. How many heroes with a hat are there, and can the model know them all by heart from \(tales.training.count.grouped) stories?",
        "\(heroes.grouped). On average each stands at the beginning of \((Double(tales.training.count) / Double(heroes)).fixed(1)) stories, and \(unseen.grouped) of them of none. To tell of those, a model must look back."
      )
    ])
    page.keep("Text whose rules we know shows what a model has learned.")
  }

  private var bestLook: Int {
    let validation = results.course.validation
    let best = validation.indices.min { validation[$0] < validation[$1] } ?? 0
    return LanguageTraining(random: chapter.common.random, steps: 0).interval * (best + 1)
  }

  private var lengths: String {
    let lengths = results.telling.lengths
    return "\(lengths.min() ?? 0) and \(lengths.max() ?? 0)"
  }

  private var heroes: Int {
    TaleWords.animals.count * TaleWords.sizes.count * TaleWords.colours.count
  }

  /// How many heroes with a hat begin no story to learn from.
  private var unseen: Int {
    let seen = results.telling.tales.training.map { tale in
      let reading = TaleReading(String(tale.prefix { $0 != "." }))
      return [reading.hero, reading.size, reading.colour].compactMap { $0 }.joined(separator: " ")
    }
    return heroes - Set(seen).count
  }
}
