import Core
import Dataset

/// The model that is worked by hand, and what it is trained on.
enum Tiny {
  static let vocabulary = Vocabulary([
    "[PAD]", "[BOS]", "[EOS]", "a", "cat", "dog", "wears", "tiny", "hat", "sleeps",
  ])
  static var tokens: [String] { vocabulary.tokens }
  static let padding = 0
  /// The two sentences of the worked step.
  static let sentences = ["a cat wears a tiny hat", "a dog sleeps"]
  /// What the tiny model is trained on for writing.
  static let all = sentences + ["a cat sleeps", "a dog wears a hat"]
  static let model = LanguageModel<Double>.Configuration(
    vocabulary: vocabulary.tokens.count, length: 8, features: 8, heads: 2, hidden: 16, layers: 2,
    positions: .rotary, isTied: true, dropout: 0.2)
  static let clipping = 1.0

  /// A sentence of known words as numbers, from [BOS] to [EOS].
  static func ids(_ sentence: String) -> [Int] { (try? vocabulary.encode(sentence)) ?? [] }

  /// Sentences as one batch of equal length: what the model reads, and what comes next at each place (nil
  /// where nothing does).
  static func batch(_ sentences: [String]) -> (inputs: [[Int]], targets: [Int?]) {
    let ids = sentences.map(ids)
    let longest = ids.map(\.count).max() ?? 1
    return (
      ids.map { $0.dropLast() + [Int](repeating: padding, count: longest - $0.count) },
      ids.flatMap { ids -> [Int?] in
        ids.dropFirst().map { $0 } + [Int?](repeating: nil, count: longest - ids.count)
      }
    )
  }
}

/// The model that writes stories.
enum Large {
  static let merges = 256
  /// The places of a training window.
  static let window = 64
  static let model = LanguageModel<Float>.Configuration(
    vocabulary: 256 + merges, length: 256, features: 64, heads: 4, hidden: 256, layers: 4,
    positions: .rotary, isTied: true, dropout: 0.2)
}
