import Dataset
import Numerics

/// The pair of picture and words that a training step by hand is asked about, the same in all chapters
/// that read captions.
package struct WorkedCaption: Sendable {
  /// What is seen, one of those that training shows.
  package let sprite: Sprite
  /// Everything that can be said of it.
  package let caption: String
  /// The caption's tokens, padded.
  package let ids: [Int]
  private let random: NamedRandom

  /// - Parameter random: Decides which sprite it is.
  package init(random: NamedRandom) {
    self.random = random
    let seen = Split(random: random).seen
    sprite = seen[random["x0"].integer(0, below: seen.count)]
    caption = Caption(whole: sprite).text()
    ids = Vocabulary.captions.ours(caption)
  }

  /// 4×4 pixels in three colours, two decimals.
  package var pixels: [Double] { sprite.picture(edge: 4).pixels.map(\.roundedToTwoDecimals) }
  /// Of the step's question, between 0 and 1.
  package var time: Double { WorkedQuestion.time(random) }

  /// So many normal draws of a name, two decimals.
  package func drawn(_ name: String, _ count: Int) -> [Double] {
    (0..<count).map { random[name].normal($0).roundedToTwoDecimals }
  }
}
