import Core
import Dataset

extension Clip.Configuration {
  /// The towers of chapter 4: those whose words painters read, and those that are worked by hand.
  package static func captions(isSmall: Bool) -> Self {
    .init(
      vocabulary: Vocabulary.captions.tokens.count, length: Vocabulary.captionLength,
      features: isSmall ? 8 : 64, heads: isSmall ? 2 : 4, hidden: isSmall ? 16 : 128,
      layers: isSmall ? 1 : 2, size: isSmall ? 4 : 16, patch: isSmall ? 2 : 4, imageChannels: 3,
      joint: isSmall ? 6 : 32, end: Vocabulary.end)
  }
}

extension ClipText {
  /// What a painter reads of captions: each word's vector with its place, before the tower has mixed them.
  package mutating func prompt(_ ids: [[Int]]) -> TextDiT<Element>.Prompt {
    .init(words: embed(ids), isReal: ids.map(Prompt.isReal))
  }
}
