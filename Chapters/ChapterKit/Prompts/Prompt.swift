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

  /// - Parameter words: What stands beside the options; the book's title where nothing does.
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

  /// A picture has one animal with at most one hat; a prompt that says more could not be judged.
  ///
  /// - Throws: `Failure.usage`.
  private static func checkSense(_ words: [String]) throws {
    let kinds = [
      ("animal", Sprite.Animal.allCases.map(\.rawValue)), ("hat", ["hat"]),
      ("size", Sprite.Size.allCases.map(\.rawValue)), ("fur", Sprite.Fur.allCases.map(\.rawValue)),
      ("hat's colour", Sprite.Colour.allCases.map(\.rawValue)),
    ]
    for (kind, names) in kinds {
      let said = words.filter(names.contains)
      if said.count > 1 {
        throw Failure.usage(
          "the prompt names the \(kind) \(said.count) times (\(said.joined(separator: ", "))); a picture has one"
        )
      }
    }
    for (place, word) in words.enumerated() where ["no", "without"].contains(word) {
      let next = words[(place + 1)...].drop { $0 == "a" }.first
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

  /// Whether a sprite has all the words that the prompt says of one.
  package func isTrue(of sprite: Sprite) -> Bool {
    let words = Set(text.split(separator: " ").map(String.init))
    func fits<T: RawRepresentable & CaseIterable>(_ value: T?, _: T.Type) -> Bool
    where T.RawValue == String {
      let asked = T.allCases.filter { words.contains($0.rawValue) }
      return asked.isEmpty || asked.contains { $0.rawValue == value?.rawValue }
    }
    let noHat = words.contains("no") || words.contains("without")
    let hat = noHat ? sprite.hat == nil : (!words.contains("hat") || sprite.hat != nil)
    return fits(sprite.animal, Sprite.Animal.self) && fits(sprite.fur, Sprite.Fur.self) && hat
      && (noHat
        || (fits(sprite.hat?.size, Sprite.Size.self)
          && fits(sprite.hat?.colour, Sprite.Colour.self)))
  }
}
