import Dataset
import Numerics

/// What the model that is worked by hand is trained on.
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
  static let clipping = 1.0

  /// A sentence of known words as numbers, from [BOS] to [EOS].
  ///
  /// Stops the program if one is unknown.
  static func ids(_ sentence: String) -> [Int] {
    do { return try vocabulary.encode(sentence) } catch { stop("\"\(sentence)\": \(error)") }
  }

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
