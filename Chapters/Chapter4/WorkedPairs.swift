import ChapterKit
import Core
import Dataset
import Numerics

/// The three pairs of the towers' training step, which both computations start from.
struct WorkedPairs: Sendable {
  static let count = 3
  /// Tokens of a caption: enough for three words and the two marks.
  static let length = 5

  let sprites: [Sprite]
  let captions: [String]

  /// Three different animals with bare heads; of the first, the fur is left unsaid.
  init(random: NamedRandom) {
    let (draws, seen) = (random["pairs"], Split(random: random).seen)
    let bare = seen.filter { $0.hat == nil }
    let animals = Sprite.Animal.allCases.filter { animal in bare.contains { $0.animal == animal } }
    let first = draws.integer(0, below: animals.count)
    sprites = (0..<Self.count).map { n in
      let animal = animals[(first + n) % animals.count]
      let fitting = bare.filter { $0.animal == animal }
      return fitting[draws.integer(n + 1, below: fitting.count)]
    }
    captions = sprites.enumerated().map { n, sprite in
      Caption(sprite.animal, n == 0 ? nil : sprite.fur, nil).text(1)
    }
  }

  /// Three times 4×4 pixels in three colours, two decimals.
  var pixels: [Double] {
    sprites.flatMap { $0.picture(edge: 4).pixels.map(\.roundedToTwoDecimals) }
  }

  var ids: [[Int]] { captions.map(Self.ids) }

  /// A caption of at most three words, padded.
  static func ids(_ caption: String) -> [Int] {
    Array(Vocabulary.captions.ours(caption).prefix(length))
  }

  /// The towers that the step starts from: two decimals, the temperature at 1/0.07.
  static func model(_ random: NamedRandom) -> Clip<Double> {
    var sizes = Clip<Double>.Configuration.captions(isSmall: true)
    sizes.length = length
    var model = Clip<Double>(sizes)
    model.initialize {
      $0.name == "logit_scale"
        ? [(-Double.log(0.07)).roundedToTwoDecimals] : StartingValues.readable($0, random)
    }
    return model
  }

  /// The parameter whose gradient is tried out: how strongly feature 2 of a text becomes feature 1 of its
  /// arrow.
  static let nudge = Nudge("text_projection", [2, 1])

  /// One word in two sentences: in training `tiny` was never said of the first animal.
  static let oneWord = ["cat", "dog"].map { "a \($0) wearing a tiny hat" }
  /// Where `tiny` stands in them.
  static let place = 5
  /// The sentences up to that word; what comes after it cannot change its row.
  static var oneWordIds: [[Int]] {
    oneWord.map { Array(Vocabulary.captions.ours($0).prefix(place + 1)) }
  }
}
