/// A byte-pair tokenizer: text as bytes, and again and again the most frequent pair of neighbours becomes a
/// token of its own. Any text can be written with it, because the 256 bytes stay tokens.
///
/// Gage, "A New Algorithm for Data Compression", 1994; Sennrich, Haddow, Birch, "Neural Machine
/// Translation of Rare Words with Subword Units", 2016; on bytes as in GPT-2. It has no special tokens.
package struct BytePairs: Sendable, Equatable {
  /// Two tokens beside each other.
  package struct Pair: Hashable, Sendable {
    /// The numbers of the tokens, in reading order.
    package let left, right: Int

    /// The pair of two tokens by their numbers.
    package init(_ left: Int, _ right: Int) {
      self.left = left
      self.right = right
    }
  }

  /// Merge number n makes token 256 + n.
  package let merges: [Pair]
  private let ranks: [Pair: Int]
  /// What each token stands for.
  package let bytes: [[UInt8]]

  /// Tokens are numbered from 0: the bytes, then the merges.
  package init(merges: [Pair]) {
    self.merges = merges
    ranks = Dictionary(uniqueKeysWithValues: merges.enumerated().map { ($1, $0) })
    bytes = merges.reduce(into: (0...255).map { [UInt8($0)] }) { all, pair in
      all.append(all[pair.left] + all[pair.right])
    }
  }

  /// How many tokens there are: 256 and the merges.
  package var vocabulary: Int { bytes.count }

  // excerpt BytePairs.training
  /// Learns at most so many merges from a text: each time the pair that occurs most often; among equals
  /// the one with the smaller numbers. Pairs do not reach over the edge of a word.
  package init(training text: String, merges count: Int) {
    var words = Self.words(of: Array(text.utf8)).reduce(into: [[Int]: Int]()) { counts, word in
      counts[word.map(Int.init), default: 0] += 1
    }
    var merges: [Pair] = []
    while merges.count < count, let best = Self.mostFrequent(in: words) {
      let new = 256 + merges.count
      merges.append(best)
      words = words.reduce(into: [:]) { merged, word in
        merged[Self.joining(best, as: new, in: word.key), default: 0] += word.value
      }
    }
    self.init(merges: merges)
  }

  /// A pair that occurs at least twice.
  private static func mostFrequent(in words: [[Int]: Int]) -> Pair? {
    counts(in: words).filter { $0.value > 1 }.min(by: isBefore)?.key
  }

  private static func counts(in words: [[Int]: Int]) -> [Pair: Int] {
    words.reduce(into: [:]) { counts, word in
      for (left, right) in zip(word.key, word.key.dropFirst()) {
        counts[Pair(left, right), default: 0] += word.value
      }
    }
  }

  private static func isBefore(_ a: (key: Pair, value: Int), _ b: (key: Pair, value: Int)) -> Bool {
    (-a.value, a.key.left, a.key.right) < (-b.value, b.key.left, b.key.right)
  }
  // end excerpt

  /// How often each pair of neighbours occurs in a text written with these tokens, the most frequent first.
  package func counts(in text: String) -> [(pair: Pair, count: Int)] {
    let words = Self.words(of: Array(text.utf8)).reduce(into: [[Int]: Int]()) { counts, word in
      counts[encode(word: word), default: 0] += 1
    }
    return Self.counts(in: words).sorted(by: Self.isBefore).map { ($0.key, $0.value) }
  }

  // excerpt BytePairs.encode
  /// A text as tokens: in each word, the earliest learned of all merges that apply, until none does.
  package func encode(_ text: some StringProtocol) -> [Int] {
    Self.words(of: Array(text.utf8)).flatMap(encode(word:))
  }

  private func encode(word: [UInt8]) -> [Int] {
    var ids = word.map(Int.init)
    while let rank = zip(ids, ids.dropFirst()).compactMap({ ranks[Pair($0, $1)] }).min() {
      ids = Self.joining(merges[rank], as: 256 + rank, in: ids)
    }
    return ids
  }

  /// The bytes that tokens stand for. Half a character is no text yet, so this gives bytes.
  package func decode(_ ids: some Sequence<Int>) -> [UInt8] { ids.flatMap { bytes[$0] } }
  // end excerpt

  /// The text of tokens, for a reader: bytes that are no characters are shown as �.
  package func text(_ ids: some Sequence<Int>) -> String {
    String(decoding: decode(ids), as: UTF8.self)
  }

  /// Every occurrence of a pair, from left to right, becomes one token.
  static func joining(_ pair: Pair, as new: Int, in ids: [Int]) -> [Int] {
    var (result, i) = ([Int](), 0)
    while i < ids.count {
      let isPair = i + 1 < ids.count && ids[i] == pair.left && ids[i + 1] == pair.right
      result.append(isPair ? new : ids[i])
      i += isPair ? 2 : 1
    }
    return result
  }

  /// A text cut into words: letters (and all bytes beyond ASCII) with the one space before them, or other
  /// signs of one kind. Put together again they are the text.
  static func words(of text: [UInt8]) -> [[UInt8]] {
    var (words, start) = ([[UInt8]](), 0)
    for i in text.indices where i > start && !continues(text[i], after: text[start..<i]) {
      words.append(Array(text[start..<i]))
      start = i
    }
    return start < text.count ? words + [Array(text[start...])] : words
  }

  private enum Kind { case letter, digit, space, other }

  private static func kind(_ byte: UInt8) -> Kind {
    switch byte {
    case 65...90, 97...122, 128...255: .letter
    case 48...57: .digit
    case 9, 10, 13, 32: .space
    default: .other
    }
  }

  private static func continues(_ byte: UInt8, after word: ArraySlice<UInt8>) -> Bool {
    let last = word[word.endIndex - 1]
    let (here, before) = (kind(byte), kind(last))
    if here == before { return here != .space || byte == last }
    return word.count == 1 && last == 32 && here == .letter
  }
}
