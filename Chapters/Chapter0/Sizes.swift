import Core

/// The sizes of the chapter's model.
enum Sizes {
  static let byHand = Gpt<Double>.Configuration(
    vocabulary: 6, length: 5, features: 16, heads: 2, hidden: 64, layers: 1)
}
