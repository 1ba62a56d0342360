import ChapterKit
import Core

/// The sizes of all models.
enum Sizes {
  /// The VAE that is worked by hand.
  static let vaeByHand = VAE<Double>.Configuration(
    imageChannels: 3, latentChannels: 2, channels: 2, levels: 1, groups: 1)

  /// The transformer on its latents: a patch is one place of the latent grid.
  static let flowByHand = TextDiT<Double>.Configuration(
    size: 2, patch: 1, imageChannels: 2, features: 8, heads: 2, hidden: 16, layers: 1, context: 8,
    readers: 1)

  /// The VAE that paints: 32×32 pixels in three colours become 8×8 latents in four channels; 16×16 pixels, 4×4.
  static let vae = VAE<Float>.Configuration(
    imageChannels: 3, latentChannels: 4, channels: 16, levels: 2, groups: 4)

  /// The flow on its latents.
  static let flow = latentFlow()
  /// The same, wider or narrower.
  static func latentFlow(features: Int = 64) -> TextDiT<Float>.Configuration {
    painter(size: 8, patch: 2, channels: 4, features: features)
  }
  /// The same on pixels, for comparison.
  static let pixels = painter(size: 32, patch: 4, channels: 3)

  /// Chapter 4's transformer on pictures of another size: narrower, with more blocks and words of its own.
  static func painter(size: Int, patch: Int, channels: Int, features: Int = 64)
    -> TextDiT<Float>.Configuration
  {
    var sizes = TextDiT<Float>.Configuration(
      size: size, patch: patch, imageChannels: channels, features: features, heads: 4,
      hidden: 2 * features, layers: 6, context: OneHotTokens.context, readers: 1)
    sizes.timeScale = 1000
    return sizes
  }
}
