import Core
import Dataset

/// The models of the sixteen shapes that are kept with the chapter.
enum ShapesModel: String, CaseIterable {
  /// The transformer that is worked by hand.
  case dit
  /// Twice as wide: what the pages draw with.
  case wide

  var sizes: DiT<Double>.Configuration { recipe(steps: 0).sizes }

  func recipe(steps: Int) -> ShapesRecipe {
    ShapesRecipe(features: self == .dit ? 8 : 16, steps: steps)
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
