import Numerics

/// What is said of a sprite: often less than could be said.
package struct Caption: Sendable, Hashable {
  /// The animal, which is always said.
  package var animal: Sprite.Animal
  /// The fur's colour; nil where it is not said.
  package var fur: Sprite.Fur?
  /// What is said of the hat.
  package var hat: HatWords

  /// What is said of the hat.
  package enum HatWords: Sendable, Hashable {
    /// Nothing: any hat will do, or none.
    case unsaid
    /// That there is none.
    case none
    /// That there is one; nil for what is not said of it.
    case some(size: Sprite.Size?, colour: Sprite.Colour?)
  }

  /// What is said, part by part.
  package init(_ animal: Sprite.Animal, _ fur: Sprite.Fur?, _ hat: HatWords) {
    self.animal = animal
    self.fur = fur
    self.hat = hat
  }

  /// Everything that can be said.
  package init(whole sprite: Sprite) {
    animal = sprite.animal
    fur = sprite.fur
    hat = sprite.hat.map { .some(size: $0.size, colour: $0.colour) } ?? .none
  }

  /// Caption number i of a sprite: things are left out now and then, and there are several ways to put it.
  ///
  /// - Parameter hatUnsaid: The share of captions that do not say whether there is a hat.
  package static func drawn(
    for sprite: Sprite, _ i: Int, _ draws: NamedRandom.Draws, hatUnsaid: Double = 0.1
  ) -> (caption: Caption, text: String) {
    func chance(_ n: Int, _ share: Double) -> Bool { draws.uniform(8 * i + n) < share }
    var caption = Caption(whole: sprite)
    if chance(0, 0.25) { caption.fur = nil }
    if let hat = sprite.hat {
      caption.hat = .some(
        size: chance(1, 0.2) ? nil : hat.size, colour: chance(2, 0.25) ? nil : hat.colour)
    }
    if chance(3, hatUnsaid) { caption.hat = .unsaid }
    return (caption, caption.text(draws.integer(8 * i + 4, below: 3)))
  }

  /// The caption in words, in one of three phrasings.
  package func text(_ phrasing: Int = 0) -> String {
    let who = "a " + (fur.map { "\($0) " } ?? "") + animal.rawValue
    switch hat {
    case .unsaid: return who
    case .none: return who + [" wearing no hat", " without a hat", " with no hat"][phrasing]
    case .some(let size, let colour):
      let hat = "a " + (size.map { "\($0) " } ?? "") + (colour.map { "\($0) " } ?? "") + "hat"
      return ["\(who) wearing \(hat)", "\(who) with \(hat)", "\(hat) on \(who)"][phrasing]
    }
  }

  /// Whether a sprite is all that was said of it.
  package func fits(_ sprite: Sprite) -> Bool {
    guard sprite.animal == animal, fur == nil || sprite.fur == fur else { return false }
    switch hat {
    case .unsaid: return true
    case .none: return sprite.hat == nil
    case .some(let size, let colour):
      guard let hat = sprite.hat else { return false }
      return (size == nil || hat.size == size) && (colour == nil || hat.colour == colour)
    }
  }
}

/// The words of captions.
extension Vocabulary {
  /// The three marks, then every word that a caption can have.
  package static let captions = Vocabulary(
    ["[PAD]", "[BOS]", "[EOS]", "a", "wearing", "with", "without", "on", "no", "hat"]
      + Sprite.Animal.allCases.map(\.rawValue) + Sprite.Fur.allCases.map(\.rawValue)
      + Sprite.Size.allCases.map(\.rawValue) + Sprite.Colour.allCases.map(\.rawValue))

  /// Tokens of a caption, [BOS] and [EOS] included.
  package static let captionLength = 12
  /// The number of [PAD], which fills a row up.
  package static let padding = 0

  /// A sentence's words as captions have them: small letters, without punctuation, and "an" is "a".
  package static func words(of sentence: String) -> [String] {
    sentence.lowercased().split { $0.isWhitespace || $0.isPunctuation }
      .map { $0 == "an" ? "a" : String($0) }
  }

  /// A sentence as numbers, padded to the length of captions; a longer one stays as long as it is.
  ///
  /// - Throws: `UnknownWord` for a word that is not in the vocabulary.
  package func padded(_ sentence: String) throws -> [Int] {
    let ids = try encode(Self.words(of: sentence).joined(separator: " "))
    return ids + [Int](repeating: Self.padding, count: max(0, Self.captionLength - ids.count))
  }
}
