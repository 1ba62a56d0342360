import Core
import Dataset

/// What is trained on the sixteen shapes in four classes.
enum ShapesModel: String, CaseIterable {
  /// The transformer that is worked by hand.
  case dit
  /// Twice as wide: what the tables measure.
  case wide
  /// The wide one with other shares of dropped labels, or with a row of no class that stays 0.
  case drop0, drop1, drop50
  case zeroNull

  var sizes: DiT<Double>.Configuration {
    let width = self == .dit ? 8 : 16
    var sizes = DiT<Double>.Configuration(
      size: 4, patch: 2, imageChannels: 1, features: width, heads: 2, hidden: 2 * width, layers: 1)
    sizes.classes = ShapeClasses.names.count
    return sizes
  }

  /// How often a label is dropped.
  var dropping: Double {
    switch self {
    case .dit, .wide, .zeroNull: 0.1
    case .drop0: 0
    case .drop1: 0.01
    case .drop50: 0.5
    }
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
