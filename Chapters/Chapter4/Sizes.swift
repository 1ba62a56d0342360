import ChapterKit
import Core

/// The sizes of the transformers; those of the towers are `Clip.Configuration.captions`, which chapter 5 reads
/// as well.
enum Sizes {
  /// The one that is worked by hand.
  static let byHand = TextDiT<Double>.Configuration(
    size: 4, patch: 1, imageChannels: 3, features: 8, heads: 2, hidden: 16, layers: 1, context: 8,
    readers: 1)

  /// The one that paints.
  static let painter = {
    var sizes = TextDiT<Float>.Configuration(
      size: 16, patch: 4, imageChannels: 3, features: 128, heads: 4, hidden: 256, layers: 4,
      context: OneHotTokens.context, readers: 1)
    sizes.timeScale = 1000
    return sizes
  }()
}
