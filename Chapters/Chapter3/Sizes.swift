import Core
import Dataset

enum Sizes {
  /// The transformer of the worked step.
  static let byHand = ShapesRecipe(features: 8).sizes
}

/// The models of the sixteen shapes that are kept with the chapter.
enum ShapesModel: String, CaseIterable {
  /// The worked step's, with a second block: what walks by hand.
  case deep
  /// Twice as wide, with one block: what the pages draw with.
  case wide

  /// How many times as long the model that walks learns, as in chapter 2.
  static let patience = 6

  var sizes: DiT<Double>.Configuration { recipe(steps: 0).sizes }

  func recipe(steps: Int) -> ShapesRecipe {
    self == .deep
      ? ShapesRecipe(features: 8, blocks: 2, steps: Self.patience * steps)
      : ShapesRecipe(steps: steps)
  }
}

/// What is trained on the digits, in 32 bits.
enum DigitsModel: String, CaseIterable {
  case unet = "digits_unet"
  case dit = "digits_dit"

  static let unetSizes = {
    var sizes = UNet<Float>.Configuration(
      imageChannels: 1, channels: 8, timeFeatures: 16, levels: 2, groups: 4)
    sizes.classes = 10
    return sizes
  }()

  static let ditSizes = {
    var sizes = DiT<Float>.Configuration(
      size: Digits.edge, patch: 2, imageChannels: 1, features: 48, heads: 4, hidden: 96, layers: 2)
    sizes.timeScale = 1000
    sizes.classes = 10
    return sizes
  }()
}
