import Core

/// The sizes of the chapter's models.
enum Sizes {
  /// What is worked by hand: 4×4 pixels, one level down.
  static let byHand = UNet<Double>.Configuration(
    imageChannels: 1, channels: 2, timeFeatures: 4, levels: 1, groups: 1)
  /// What draws digits, in 32 bits.
  static let digits = UNet<Float>.Configuration(
    imageChannels: 1, channels: 8, timeFeatures: 16, levels: 2, groups: 4)
}
