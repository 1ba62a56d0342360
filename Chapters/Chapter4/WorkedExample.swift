import ChapterKit
import Core
import Dataset
import Numerics

/// The choices of the worked example, which both computations start from.
struct WorkedExample: Sendable {
  /// The sprite of the training step, and what is said of it.
  let sprite: Sprite
  let caption: String
  let ids: [Int]
  private let random: NamedRandom

  init(random: NamedRandom) {
    self.random = random
    let seen = Split(random: random).seen
    sprite = seen[random["x0"].integer(0, below: seen.count)]
    caption = Caption(whole: sprite).text()
    ids = (try? Vocabulary.captions.padded(caption)) ?? []
  }

  /// 4×4 pixels in three colours, two decimals.
  var pixels: [Double] { sprite.picture(edge: 4).pixels.map(\.roundedToTwoDecimals) }
  /// 48 normal draws, two decimals.
  var noise: [Double] { (0..<48).map { random["x1"].normal($0).roundedToTwoDecimals } }
  var time: Double { WorkedQuestion.time(random) }
  /// The noise that sampling by hand starts from.
  var samplingNoise: [Double] { (0..<48).map { random["sample"].normal($0).roundedToTwoDecimals } }

  /// The parameter whose gradient is tried out: how strongly word feature 3 becomes key feature 2.
  static let nudge = Nudge("blocks.0.cross_attn.k_proj.weight", [2, 3])
}
