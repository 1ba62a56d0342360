import ChapterKit
import Core
import Dataset
import Numerics
import Walkthrough

extension Chapter6Story {
  private static let shortPairs = BytePairs(training: ShortText.text, merges: ShortText.merges)

  /// A token of the short text as a page shows it, the space before a word as `␣`.
  private func shown(_ id: Int) -> String {
    Self.shortPairs.text([id]).replacing(" ", with: "␣")
  }

  func mergesPage(_ page: Page) {
    page.section("Why not words, and why not letters?")
    page.text(
      """
      A model reads numbers. Give each *word* a number, and a word that was not in the training text cannot be
      read at all. Give each *byte* a number, and a sentence becomes very long, with little meaning in each place. A
      byte-pair tokenizer lies between: it begins with the 256 bytes, and makes a new token of the pair of neighbours that occurs
      most often, again and again. Frequent words end up as one token; rare ones are spelled.
      """)
    page.text(
      "By hand on the text `\(ShortText.text)`: \(grid("merges.tokens0").count) bytes. It is cut into words first, each with the space before it (`␣`), so that no token reaches from one word into the next."
    )
    for n in 1...ShortText.merges {
      let (pairs, counts) = (grid("merges.pairs\(n)"), grid("merges.count\(n)"))
      page.subsection("Merge \(n)")
      var table = Table(["pair", "as numbers", "occurs"], left: [0, 1])
      for k in 0..<counts.count {
        let ids = [pairs[k, 0], pairs[k, 1]].map { Int($0.value) }
        table.add([
          "`\(shown(ids[0]))` `\(shown(ids[1]))`",
          "\(ids[0]) \(ids[1])", counts[k].value.shown,
        ])
      }
      page.text(table.markdown)
      page.lines([counts[0]])
      let ties = counts.values.count { $0 == counts.values[0] }
      let tokens = grid("merges.tokens\(n)").values.map { Int($0) }
      page.text(
        "\(ties == 1 ? "The first pair is the most frequent one." : "\(ties) pairs are equally frequent; the one with the smaller numbers is taken.") It becomes token \(255 + n), `\(shown(255 + n))`. The text is now \(tokens.count) tokens long:"
      )
      page.code(tokens.map { shown($0) }.joined(separator: " | "))
    }
    page.section("In the core")
    page.excerpt(
      "BytePairs.training", says: "The package's tokenizer counts each different word once")
    page.check(prefix: "merges.")
    page.checkYourself([
      (
        "Why can any text at all be written with these tokens?",
        "The 256 bytes stay in the vocabulary, and every text is a row of bytes."
      ),
      (
        "How many merges would make `\(ShortText.text)` \(ShortText.text.split(separator: " ").count) tokens long?",
        "No number. Each word would have to be one token, but a pair that occurs only once is not merged: after \(BytePairs(training: ShortText.text, merges: 100).merges.count) merges none is left that occurs twice, and the text has \(BytePairs(training: ShortText.text, merges: 100).encode(ShortText.text).count) tokens. (It could never have fewer tokens than words: no merge reaches over the edge of a word.)"
      ),
    ])
    page.keep("A token is what often occurs together.")
  }

  func tokenizerPage(_ page: Page) {
    let pairs = stories.pairs
    let bytes = stories.text.utf8.count
    page.section("On the training text")
    page.text(
      """
      \(stories.isOurs ? "The text is \(stories.count) very short stories, written for this book ([tiny-hats.txt](../../Chapters/Chapter6/Text/tiny-hats.txt)): \(bytes.grouped) bytes." : "The text that was given has \(stories.count) paragraphs, here called stories, of \(bytes.grouped) bytes together.") Every \(Stories.kept)th story is *held out*: neither the tokenizer nor the model learns from it, so that both can be tested on text that is new to them. \(Large.merges) merges make a vocabulary of \(pairs.vocabulary.grouped) tokens. The first and the last of them:
      """)
    func row(_ n: Int) -> [String] {
      let pair = pairs.merges[n]
      return ["\(256 + n)"]
        + [[pair.left], [pair.right], [256 + n]].map { visible(pairs.text($0)) }
    }
    var table = Table(["token", "left", "right", "together"], left: [1, 2, 3])
    for n in Array(0..<8) + Array(Large.merges - 8..<Large.merges) { table.add(row(n)) }
    page.text(table.markdown)
    page.folded(
      "All \(Large.merges) merges",
      (0..<Large.merges).map { "\(256 + $0) \(visible(pairs.text([256 + $0])))" }
        .joined(separator: ", "))
    let all = stories.training.count + stories.validation.count
    page.text(
      "The whole text is \(all.grouped) tokens long, \((Double(bytes) / Double(all)).fixed(2)) bytes a token. How much each merge has saved:"
    )
    let counts = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]
    let lengths = counts.map { n in
      BytePairs(merges: Array(pairs.merges[..<n])).encode(stories.text).count
    }
    page.picture(
      "merges.svg",
      Curve.svg(
        [("tokens", zip(counts, lengths).map { (x: Double($0), y: Double($1)) })],
        xLabel: "merges", yLabel: "tokens in the text"
      ).utf8, alt: "The number of tokens in the text falls as merges are added, ever more slowly")
    page.section("There and back")
    page.text("Any text comes back exactly, also one with letters that no story has:")
    var trips = Table(["text", "bytes", "tokens", "as tokens", "back"], left: [0, 3, 4])
    for text in ["a cat wearing a tiny hat", "The foxes hatted.", "naïve café", "猫が帽子", "🐱🎩"] {
      let ids = pairs.encode(text)
      let parts = ids.map { id -> String in
        let bytes = pairs.bytes[id]
        let isText = String(validating: bytes, as: UTF8.self) != nil
        return isText
          ? pairs.text([id]).replacing(" ", with: "␣")
          : bytes.map { "\($0)" }.joined(separator: "+")
      }
      trips.add([
        text, "\(text.utf8.count)", "\(ids.count)", "`\(parts.joined(separator: "|"))`",
        pairs.decode(ids) == Array(text.utf8) ? "the same" : "another text",
      ])
    }
    page.text(trips.markdown)
    page.text(
      "Numbers in the table are bytes that are only part of a character. \(shortWords) What the stories do not know may cost a token a byte, but it can be said."
    )
    let unused = (0..<256).count { id in !stories.text.utf8.contains(UInt8(id)) }
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
    let words = stories.text.split { !$0.isLetter }.map(String.init)
    let lengths = Dictionary(
      uniqueKeysWithValues: Set(words).map { ($0, stories.pairs.encode(" \($0)").count) })
    func count(_ length: Int) -> Int { lengths.values.count { $0 == length } }
    let share = 100 * Double(words.count { lengths[$0] == 1 }) / Double(words.count)
    return
      "Of the \(lengths.count.grouped) different words of the stories \(count(1).grouped) are one token each (with the space before them), \(count(2).grouped) are two, and none has more than \(lengths.values.max() ?? 0). But those \(count(1).grouped) are the frequent ones: they make \(share.fixed(0)) % of the text's words."
  }

  /// Spaces and line ends made visible.
  func visible(_ text: String) -> String {
    "`\(text.replacing(" ", with: "␣").replacing("\n", with: "↵").replacing("`", with: "'").onOneLine())`"
  }
}
