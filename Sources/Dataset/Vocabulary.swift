/// The words that chapter 0's transformer knows, each with its number.
public struct Vocabulary: Sendable {
  /// Padding, beginning of sentence, end of sentence, then words.
  public static let tiny = Vocabulary(["[PAD]", "[BOS]", "[EOS]", "I", "like", "transformers"])
  public static let begin = 1
  public static let end = 2

  public let tokens: [String]

  public init(_ tokens: [String]) { self.tokens = tokens }

  /// The words alone, without the marks.
  public var words: [String] { tokens.filter { !$0.hasPrefix("[") } }

  /// What is wrong with a sentence.
  public struct UnknownWord: Error, Equatable {
    public let word: String
  }

  /// A sentence as numbers between a beginning and an end: "I like" → [1, 3, 4, 2].
  ///
  /// - Throws: `UnknownWord` for a word that is not in the vocabulary.
  public func encode(_ sentence: String) throws -> [Int] {
    let ids = try sentence.split(whereSeparator: \.isWhitespace).map { word in
      guard words.contains(String(word)), let id = tokens.firstIndex(of: String(word)) else {
        throw UnknownWord(word: String(word))
      }
      return id
    }
    return [Self.begin] + ids + [Self.end]
  }
}
