import Dataset

/// A walk by hand from the worked walk's noise to another prompt, so that words are seen to steer.
package struct OtherWalk: Sendable {
  /// What is asked for.
  package let prompt: String
  /// Stands before the names of all that the walk computes.
  package let prefix: String
  /// The prompt's tokens, padded.
  package var ids: [Int] { Vocabulary.captions.ours(prompt) }

  package static let all = [
    OtherWalk(prompt: "a black cat wearing a tiny red hat", prefix: "walk2."),
    OtherWalk(prompt: "a white dog with no hat", prefix: "walk3."),
  ]
}
