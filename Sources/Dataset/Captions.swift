import Numerics

/// What is said of a sprite: an animal, perhaps its fur, and its hat if it wears one.
///
/// A caption that says nothing of a hat is one of a bare head, as captions of photographs are; of a hat that
/// is there, the size or the colour may be left out.
package struct Caption: Sendable, Hashable {
  /// The animal, which is always said.
  package var animal: Sprite.Animal
  /// The fur's colour; nil where it is not said.
  package var fur: Sprite.Fur?
  /// What is said of the hat; nil for a bare head.
  package var hat: HatWords?

  /// What is said of a hat; nil for what is not.
  package struct HatWords: Sendable, Hashable {
    /// How large it is.
    package var size: Sprite.Size?
    /// What colour it has.
    package var colour: Sprite.Colour?

    /// A hat, described as far as one likes.
    package init(_ size: Sprite.Size? = nil, _ colour: Sprite.Colour? = nil) {
      self.size = size
      self.colour = colour
    }
  }

  /// What is said, part by part.
  package init(_ animal: Sprite.Animal, _ fur: Sprite.Fur?, _ hat: HatWords?) {
    self.animal = animal
    self.fur = fur
    self.hat = hat
  }

  /// Everything that can be said.
  package init(whole sprite: Sprite) {
    self.init(sprite.animal, sprite.fur, sprite.hat.map { HatWords($0.size, $0.colour) })
  }

  /// How often a caption says nothing of the fur, and how often nothing of the hat's colour.
  package static let unsaid = 0.25

  /// Caption number i of a sprite: things are left out now and then, and there are several ways to put it.
  ///
  /// - Parameters:
  ///   - sprite: Who is described.
  ///   - i: From 0, the number of the training's pair: eight draws belong to each.
  ///   - draws: Decide what is left out, and which phrasing it is.
  ///   - unsaid: How often the fur's colour is left out, and the hat's.
  package static func drawn(
    for sprite: Sprite, _ i: Int, _ draws: NamedRandom.Draws, unsaid: Double = unsaid
  ) -> (caption: Caption, text: String) {
    func chance(_ n: Int, _ share: Double) -> Bool { draws.uniform(8 * i + n) < share }
    var caption = Caption(whole: sprite)
    if chance(0, unsaid) { caption.fur = nil }
    if chance(1, 0.2) { caption.hat?.size = nil }
    if chance(2, unsaid) { caption.hat?.colour = nil }
    return (caption, caption.text(draws.integer(8 * i + 4, below: phrasings)))
  }

  /// Whether a sprite is all that was said of it.
  package func fits(_ sprite: Sprite) -> Bool {
    guard sprite.animal == animal, fur == nil || sprite.fur == fur else { return false }
    guard let asked = hat else { return sprite.hat == nil }
    guard let hat = sprite.hat else { return false }
    return (asked.size == nil || hat.size == asked.size)
      && (asked.colour == nil || hat.colour == asked.colour)
  }
}

/// In words.
extension Caption {
  /// How many ways there are to put a caption in training.
  package static let phrasings = 6
  /// How many ways there are besides, which training never uses.
  package static let newPhrasings = 5

  /// The caption in words, in one of the training's phrasings.
  package func text(_ phrasing: Int = 0) -> String {
    let (it, one) = (who, Self.withArticle(who))
    guard let hat else {
      return [
        "\(one) wearing no hat", one, "\(one) without a hat", "\(one) with no hat", it,
        "the \(it) has no hat",
      ][phrasing]
    }
    let (that, another) = (hat.words, Self.withArticle(hat.words))
    return [
      "\(one) wearing \(another)", "\(one) with \(another)", "\(another) on \(one)",
      "\(one) in \(another)", "\(it), \(that)", "the \(it) has \(another)",
    ][phrasing]
  }

  /// The caption in words, in a phrasing that training never uses.
  package func newText(_ phrasing: Int) -> String {
    let (it, one) = (who, Self.withArticle(who))
    guard let hat else {
      return [
        "the \(it)", "\(it), no hat", "\(it) wearing no hat", "the \(it) without a hat",
        "\(one) has no hat",
      ][phrasing]
    }
    let (that, another) = (hat.words, Self.withArticle(hat.words))
    return [
      "the \(it) wearing \(another)", "\(that), \(it)", "\(it) wearing \(that)",
      "\(that) on the \(it)", "\(one) has \(another)",
    ][phrasing]
  }

  private var who: String { (fur.map { "\($0) " } ?? "") + animal.rawValue }

  private static func withArticle(_ noun: String) -> String {
    ("aeio".contains(noun.prefix(1)) ? "an " : "a ") + noun
  }
}

extension Caption.HatWords {
  /// `tiny red hat`
  fileprivate var words: String {
    (size.map { "\($0) " } ?? "") + (colour.map { "\($0) " } ?? "") + "hat"
  }
}

/// The words of captions.
extension Vocabulary {
  /// The three marks, then every word that a caption can have; a colour of both furs and hats once.
  package static let captions = Vocabulary(
    ["[PAD]", "[BOS]", "[EOS]", "a", "an", "the", "wearing", "with", "without", "in", "on", "has"]
      + ["no", "hat"] + Sprite.Animal.allCases.map(\.rawValue)
      + Sprite.Size.allCases.map(\.rawValue)
      + Sprite.Fur.allCases.map(\.rawValue)
      + Sprite.Colour.allCases.map(\.rawValue).filter { Sprite.Fur(rawValue: $0) == nil })

  /// Tokens of a caption, [BOS] and [EOS] included.
  package static let captionLength = 12
  /// The number of [PAD], which fills a row up.
  package static let padding = 0

  /// A sentence's words as a text encoder's tokenizer splits them: small letters, without punctuation.
  package static func words(of sentence: String) -> [String] {
    sentence.lowercased().split { $0.isWhitespace || $0.isPunctuation }.map(String.init)
  }

  /// A sentence as numbers, padded to the length of captions; a longer one stays as long as it is.
  ///
  /// - Throws: `UnknownWord` for a word that is not in the vocabulary.
  package func padded(_ sentence: String) throws -> [Int] {
    let ids = try encode(Self.words(of: sentence).joined(separator: " "))
    return ids + [Int](repeating: Self.padding, count: max(0, Self.captionLength - ids.count))
  }

  /// A sentence of our own as padded numbers.
  ///
  /// Stops the program if it has a word that is not in the vocabulary; what others have written goes
  /// through `padded`, which throws.
  package func ours(_ sentence: String) -> [Int] {
    do { return try padded(sentence) } catch { stop("\"\(sentence)\": \(error)") }
  }
}
