import Dataset
import Terminal
import Tracing

/// What a command line asks a painter for.
package struct Prompt: Sendable {
  /// As the vocabulary reads it: small letters, no punctuation, words apart by single spaces.
  package let text: String
  /// Its tokens, padded to the length of captions.
  package let ids: [Int]

  /// The prompt that says nothing, as padded tokens.
  package static let empty = Vocabulary.captions.ours("")

  /// Which tokens are no padding.
  package static func isReal(_ ids: [Int]) -> [Bool] { ids.map { $0 != Vocabulary.padding } }

  // excerpt Prompt.init
  /// - Parameter given: What stands beside the options; the book's title where nothing does.
  /// - Throws: `Failure.usage` for a word that is not in the vocabulary, or too many of them.
  package init(_ given: [String]) throws {
    let words = given.flatMap(Vocabulary.words)
    text = given.isEmpty ? "a cat wearing a tiny hat" : words.joined(separator: " ")
    let vocabulary = Vocabulary.captions
    do {
      ids = try vocabulary.padded(text)
    } catch let error as Vocabulary.UnknownWord {
      let near = Suggestions.nearMisses(of: error.word, in: vocabulary.words)
      throw Failure.usage(
        "the prompt's word '\(error.word)' is unknown; "
          + (near.isEmpty ? "" : "did you mean \(near.joined(separator: " or "))? ")
          + "known are: " + vocabulary.words.joined(separator: " "))
    }
    try Self.checkSense(words)
    guard ids.count == Vocabulary.captionLength else {
      throw Failure.usage(
        "the prompt has \(ids.count - 2) words; at most \(Vocabulary.captionLength - 2) fit")
    }
  }
  // end excerpt

  /// A picture has one animal with at most one hat; a prompt that says more could not be judged.
  ///
  /// - Throws: `Failure.usage`.
  private static func checkSense(_ words: [String]) throws {
    func check(_ kind: String, _ said: [String]) throws {
      guard said.count > 1 else { return }
      throw Failure.usage(
        "the prompt names the \(kind) \(said.count) times (\(said.joined(separator: ", "))); a picture has one"
      )
    }
    let phrases = PromptPhrase.phrases(of: words)
    try check("animal", phrases.map(\.noun).filter { $0 != "hat" })
    try check("hat", phrases.map(\.noun).filter { $0 == "hat" })
    for phrase in phrases {
      try check("size of the \(phrase.noun)", phrase.adjectives.filter(PromptPhrase.isSize))
      try check(
        "colour of the \(phrase.noun)", phrase.adjectives.filter { !PromptPhrase.isSize($0) })
    }
    for (place, word) in words.enumerated() where ["no", "without"].contains(word) {
      let next = words[(place + 1)...].drop { ["a", "an", "the"].contains($0) }.first
      if let next, next != "hat" {
        throw Failure.usage(
          "the prompt's '\(word)' stands before '\(next)'; only a hat can be left out: '\(word) hat'"
        )
      }
    }
  }

  /// Its words as labels, without padding.
  package static func labels(_ ids: [Int]) -> [String] {
    ids.filter { $0 != Vocabulary.padding }.map { Vocabulary.captions.tokens[$0] }
  }

  /// What the command line's help says of it.
  package static let words = (
    count: 0...Vocabulary.captionLength, usage: "[\"a cat wearing a tiny hat\"]",
    meaning: "The prompt may say: \(Vocabulary.captions.words.joined(separator: " "))."
  )

  /// Whether a sprite is what the prompt says; where it says nothing of a hat, its head is bare.
  package func isTrue(of sprite: Sprite) -> Bool {
    let words = text.split(separator: " ").map(String.init)
    let phrases = PromptPhrase.phrases(of: words)
    let animal = phrases.first { $0.noun != "hat" }
    if let animal {
      guard animal.noun == sprite.animal.rawValue,
        animal.adjectives.allSatisfy({ $0 == sprite.fur.rawValue })
      else { return false }
    }
    guard !words.contains("no"), !words.contains("without") else { return sprite.hat == nil }
    guard let asked = phrases.first(where: { $0.noun == "hat" }) else {
      return animal == nil || sprite.hat == nil
    }
    guard let hat = sprite.hat else { return false }
    return asked.adjectives.allSatisfy { $0 == hat.size.rawValue || $0 == hat.colour.rawValue }
  }

  /// Whether any sprite is what the prompt says; none is a tiny dog, or a blue cat.
  package var isPossible: Bool { Sprite.all.contains(where: isTrue) }
}

/// A noun of a prompt with what is said of it: the words before it, and after the last noun those after it.
private struct PromptPhrase {
  let noun: String
  var adjectives: [String]

  static func isSize(_ word: String) -> Bool { Sprite.Size(rawValue: word) != nil }

  private static func isColour(_ word: String) -> Bool {
    Sprite.Fur(rawValue: word) != nil || Sprite.Colour(rawValue: word) != nil
  }

  static func phrases(of words: [String]) -> [PromptPhrase] {
    var (phrases, waiting): ([PromptPhrase], [String]) = ([], [])
    for word in words {
      if word == "hat" || Sprite.Animal(rawValue: word) != nil {
        phrases.append(PromptPhrase(noun: word, adjectives: waiting))
        waiting = []
      } else if isSize(word) || isColour(word) {
        waiting.append(word)
      }
    }
    if !phrases.isEmpty { phrases[phrases.count - 1].adjectives += waiting }
    return phrases
  }
}
