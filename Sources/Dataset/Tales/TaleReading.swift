/// A story read back: who it is about, which hat the first sentence names, and whether the rest keeps to
/// that. It reads by the grammar's words, so a story that no grammar wrote can be read as well.
package struct TaleReading: Sendable, Equatable {
  /// The first animal, size and colour of the first sentence.
  package let hero, size, colour: String?
  /// Whether the last sentence names each of them, and no other hat.
  package let keepsHero, keepsSize, keepsColour: Bool
  /// How many words there are, and how many of them the grammar has.
  package let words, known: Int

  /// Whether it is to the end the story of the animal and the hat that it began with.
  package var keepsAll: Bool { keepsHero && keepsSize && keepsColour }

  // excerpt TaleReading
  /// Reads a story to its end.
  package init(_ text: String) {
    let sentences = Self.sentences(text)
    let first = Self.words(sentences.first ?? "")
    let last = Self.words(sentences.last ?? "")
    func named(_ list: [String], in words: [String]) -> String? {
      words.first(where: list.contains)
    }
    (hero, size, colour) = (
      named(TaleWords.animals, in: first), named(TaleWords.sizes, in: first),
      named(TaleWords.colours, in: first)
    )
    let hats = Self.hats(Self.words(text))
    keepsHero = hero.map(last.contains) ?? false
    keepsSize =
      size.map { size in last.contains(size) && hats.allSatisfy { $0.size == size } } ?? false
    keepsColour =
      colour.map { colour in last.contains(colour) && hats.allSatisfy { $0.colour == colour } }
      ?? false
    let all = Self.words(text)
    (words, known) = (all.count, all.count { Self.vocabulary.contains($0) })
  }

  /// Every hat that is named with its size and its colour.
  package static func hats(_ words: [String]) -> [(size: String, colour: String)] {
    words.indices.dropFirst(2).filter {
      words[$0] == "hat" && TaleWords.sizes.contains(words[$0 - 2])
        && TaleWords.colours.contains(words[$0 - 1])
    }.map { (words[$0 - 2], words[$0 - 1]) }
  }
  // end excerpt

  private static let vocabulary = TaleGrammar.ours.words

  /// Words in lower case.
  package static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter }.map { $0.lowercased() }
  }

  /// A text cut after each point, question mark and exclamation mark, where a space follows, or a quotation mark
  /// and a space.
  package static func sentences(_ text: String) -> [String] {
    var (sentences, here, ends) = ([String](), "", false)
    for sign in text {
      if sign.isWhitespace && ends {
        sentences.append(here)
        (here, ends) = ("", false)
        continue
      }
      here.append(sign)
      ends = ".!?".contains(sign) || (ends && sign == "\"")
    }
    return here.allSatisfy(\.isWhitespace) ? sentences : sentences + [here]
  }
}
