/// The words that chapter 0's transformer knows, each with its number.
package struct Vocabulary: Sendable {
  /// Padding, beginning of sentence, end of sentence, then words.
  package static let tiny = Vocabulary(["[PAD]", "[BOS]", "[EOS]", "I", "like", "transformers"])
  /// The number of [BOS].
  package static let begin = 1
  /// The number of [EOS].
  package static let end = 2

  /// All marks and words; a token's place is its number.
  package let tokens: [String]

  /// - Parameter tokens: [PAD], [BOS] and [EOS] first, then words; marks are known by their bracket.
  package init(_ tokens: [String]) { self.tokens = tokens }

  /// The words alone, without the marks.
  package var words: [String] { tokens.filter { !$0.hasPrefix("[") } }

  /// What is wrong with a sentence.
  package struct UnknownWord: Error, Equatable {
    /// The first word that is not in the vocabulary.
    package let word: String
  }

  // excerpt Vocabulary.encode
  /// A sentence as numbers between a beginning and an end: "I like" → [1, 3, 4, 2].
  ///
  /// - Throws: `UnknownWord` for a word that is not in the vocabulary.
  package func encode(_ sentence: String) throws -> [Int] {
    let ids = try sentence.split(whereSeparator: \.isWhitespace).map { word in
      guard words.contains(String(word)), let id = tokens.firstIndex(of: String(word)) else {
        throw UnknownWord(word: String(word))
      }
      return id
    }
    return [Self.begin] + ids + [Self.end]
  }
  // end excerpt
}
