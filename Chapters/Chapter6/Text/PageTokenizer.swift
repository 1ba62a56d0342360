import Numerics
import Walkthrough

extension Chapter6Story {
  func tokenizerPage(_ page: Page) {
    let pairs = stories.pairs
    let bytes = stories.text.utf8.count
    page.section("On the training text")
    page.text(
      """
      \(stories.isOurs ? "The text is \(stories.count) very short stories, written for this book ([tiny-hats.txt](../../Chapters/Chapter6/Text/tiny-hats.txt)): \(bytes.grouped) bytes." : "The text that was given has \(stories.count) paragraphs, here called stories, of \(bytes.grouped) bytes together.") Every \(Stories.kept)th story is *held out*: neither the tokenizer nor the model learns from it, so that both can be tested on text that is new to them. \(Sizes.merges) merges make a vocabulary of \(pairs.vocabulary.grouped) tokens. The first and the last of them:
      """)
    func row(_ n: Int) -> [String] {
      let pair = pairs.merges[n]
      return ["\(256 + n)"]
        + [[pair.left], [pair.right], [256 + n]].map { visible(pairs.text($0)) }
    }
    var table = Table(["token", "left", "right", "together"], left: [1, 2, 3])
    for n in Array(0..<8) + Array(Sizes.merges - 8..<Sizes.merges) { table.add(row(n)) }
    page.text(table.markdown)
    page.folded(
      "All \(Sizes.merges) merges",
      (0..<Sizes.merges).map { "\(256 + $0) \(visible(pairs.text([256 + $0])))" }
        .joined(separator: ", "))
    let all = stories.training.count + stories.validation.count
    page.text(
      "The whole text is \(all.grouped) tokens long, \((Double(bytes) / Double(all)).fixed(2)) bytes per token. How much each merge has saved:"
    )
    page.picture(
      "merges.svg",
      Curve.svg(
        [
          (
            "tokens",
            results.tokenizer.lengths.map { (x: Double($0.merges), y: Double($0.tokens)) }
          )
        ],
        xLabel: "merges", yLabel: "tokens in the text"
      ).utf8, alt: "The number of tokens in the text falls as merges are added, ever more slowly")
    page.section("There and back")
    page.text("Any text comes back exactly, even one with letters that no story has:")
    var trips = Table(["text", "bytes", "tokens", "as tokens", "back"], left: [0, 3, 4])
    for trip in results.tokenizer.trips {
      let parts = trip.ids.map { id -> String in
        let bytes = pairs.bytes[id]
        let isText = String(validating: bytes, as: UTF8.self) != nil
        return isText
          ? pairs.text([id]).replacing(" ", with: "␣")
          : bytes.map { "\($0)" }.joined(separator: "+")
      }
      trips.add([
        trip.text, "\(trip.text.utf8.count)", "\(trip.ids.count)",
        "`\(parts.joined(separator: "|"))`", trip.comesBack ? "the same" : "another text",
      ])
    }
    page.text(trips.markdown)
    page.text(
      "Numbers in the table are bytes that are only part of a character. \(shortWords) Words that the stories lack may cost one token per byte, but they can be written."
    )
    let unused = 256 - Set(stories.text.utf8).count
    page.text(
      "\(unused) of the 256 bytes do not occur in the text at all. Their rows in the embedding table are never looked up in training: they only decay and learn, as outputs, that they never come."
    )
    page.excerpt("BytePairs.encode", says: "Encoding and decoding")
    page.inRealSystems(
      "GPT-2 has 50,257 tokens, GPT-4 about 100,000, current ones up to 260,000, learned from many gigabytes. They cut text into words by a longer rule (contractions, numbers, other scripts), and have special tokens for the beginning and the end of a text; here an empty line between stories does that work."
    )
    page.keep("The tokenizer is trained once, before the model, and never changes again.")
  }

  /// How many of the stories' words are one or two tokens.
  private var shortWords: String {
    let (words, lengths) = (stories.words, results.tokenizer.words)
    func count(_ length: Int) -> Int { lengths.values.count { $0 == length } }
    let share = 100 * Double(words.count { lengths[$0] == 1 }) / Double(words.count)
    return
      "Of the \(lengths.count.grouped) different words of the stories \(count(1).grouped) are one token each (with the space before them), \(count(2).grouped) are two, and none has more than \(lengths.values.max() ?? 0). But those \(count(1).grouped) are the frequent ones: they make \(share.fixed(0)) % of the text's words."
  }

  /// Spaces and line ends made visible.
  func visible(_ text: String) -> String {
    text.replacing(" ", with: "␣").replacing("\n", with: "↵").onOneLine().asCode
  }
}
