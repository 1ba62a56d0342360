import Dataset

/// What the tokenizers make of the short text, of the stories, and of texts that no story has.
struct TokenizerResults: Sendable {
  /// Of the short text, after the merges that are done by hand.
  let short: BytePairs
  /// Of the short text, after as many merges as it has pairs that occur twice; and how long it is then.
  let shortest: (merges: Int, tokens: Int)
  /// How many tokens all stories have after so many merges.
  let lengths: [(merges: Int, tokens: Int)]
  let trips: [Trip]
  /// How many tokens each word of the stories has, with the space before it.
  let words: [String: Int]

  /// A text as tokens, and back.
  struct Trip: Sendable {
    let text: String
    let ids: [Int]
    let comesBack: Bool

    init(_ text: String, by pairs: BytePairs) {
      self.text = text
      ids = pairs.encode(text)
      comesBack = pairs.decode(ids) == Array(text.utf8)
    }
  }

  private static let merges = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]
  private static let texts = [
    "a cat wearing a tiny hat", "The foxes hatted.", "naïve café", "猫が帽子", "🐱🎩",
  ]

  init(_ stories: Stories) {
    let pairs = stories.pairs
    short = BytePairs(training: ShortText.text, merges: ShortText.merges)
    let all = BytePairs(training: ShortText.text, merges: 100)
    shortest = (all.merges.count, all.encode(ShortText.text).count)
    lengths = Self.merges.map { n in
      (n, BytePairs(merges: Array(pairs.merges[..<n])).encode(stories.text).count)
    }
    trips = Self.texts.map { Trip($0, by: pairs) }
    words = Dictionary(
      uniqueKeysWithValues: Set(stories.words).map { ($0, pairs.encode(" \($0)").count) })
  }
}
