import Core
import Dataset

/// What is trained on the twelve 4×4 shapes: the transformer of the worked step, relatives that differ from
/// it in one thing, and two U-Nets.
enum ShapesModel: String, CaseIterable {
  case dit, patch1, patch4, scaled, added, concatenated, unplaced, wide
  /// With a second block: what walks from noise to pictures.
  case deep
  /// About as many parameters as `dit`.
  case unet
  /// About as many multiplications as `wide`.
  case wideUnet

  /// The transformer's sizes.
  var sizes: DiT<Double>.Configuration {
    let patch = self == .patch1 ? 1 : self == .patch4 ? 4 : 2
    let width = self == .wide ? 16 : 8
    var sizes = DiT<Double>.Configuration(
      size: 4, patch: patch, imageChannels: 1, features: width, heads: 2, hidden: 2 * width,
      layers: self == .deep ? 2 : 1)
    if self == .scaled { sizes.timeScale = 1000 }
    if self == .added { sizes.conditioning = .added }
    if self == .concatenated { sizes.conditioning = .concatenated }
    sizes.hasPositions = self != .unplaced
    return sizes
  }

  /// The sizes of a U-Net, where it is one.
  var unetSizes: UNet<Double>.Configuration? {
    switch self {
    case .unet: .init(imageChannels: 1, channels: 3, timeFeatures: 4, levels: 1, groups: 1)
    case .wideUnet: .init(imageChannels: 1, channels: 4, timeFeatures: 4, levels: 1, groups: 1)
    default: nil
    }
  }
}

/// What is trained on 8×8 digits, in 32 bits.
enum DigitsModel: String, CaseIterable {
  case small = "digits"
  case large = "digits_large"
  case unet = "digits_unet"

  /// The transformer's sizes.
  var sizes: DiT<Float>.Configuration {
    let (width, layers) = self == .large ? (64, 3) : (32, 2)
    var sizes = DiT<Float>.Configuration(
      size: Digits.edge, patch: 2, imageChannels: 1, features: width, heads: 4,
      hidden: 2 * width, layers: layers)
    sizes.timeScale = 1000
    return sizes
  }

  static let unetSizes = UNet<Float>.Configuration(
    imageChannels: 1, channels: 8, timeFeatures: 16, levels: 2, groups: 4)
}
