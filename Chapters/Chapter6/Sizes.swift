import Core
import Dataset

/// The sizes of all models.
enum Sizes {
  /// The model that is worked by hand.
  static let byHand = LanguageModel<Double>.Configuration(
    vocabulary: Tiny.tokens.count, length: 8, features: 8, heads: 2, hidden: 16, layers: 2,
    positions: .rotary, isTied: true, dropout: 0.2)

  /// How many merges the tokenizer of the little text makes.
  static let merges = 256
  /// The places of a training window on the little text.
  static let window = 64
  /// The model that learns the little text.
  static let little = LanguageModel<Float>.Configuration(
    vocabulary: 256 + merges, length: 256, features: 64, heads: 4, hidden: 256, layers: 4,
    positions: .rotary, isTied: true, dropout: 0.2)

  /// The longest story of the grammar, in tokens with its end.
  static let tale = 184
  /// The model that writes stories of the grammar.
  static let teller = LanguageModel<Float>.Configuration(
    vocabulary: 256 + Tales.merges, length: 256, features: 64, heads: 4, hidden: 256, layers: 4,
    positions: .rotary, isTied: true)

  /// The same in twice the precision, to be looked into.
  static let tellerInDouble = LanguageModel<Double>.Configuration(
    vocabulary: teller.vocabulary, length: teller.length, features: teller.features,
    heads: teller.heads, hidden: teller.hidden, layers: teller.layers, positions: .rotary,
    isTied: true)
  /// Features of each of its heads.
  static let headSize = teller.features / teller.heads

  /// Small models that are asked about longer texts than in training, and know their places in several ways.
  static func longTexts(_ positions: LanguageModel<Float>.Positions)
    -> LanguageModel<Float>.Configuration
  {
    .init(
      vocabulary: little.vocabulary, length: 64, features: 32, heads: 4, hidden: 128, layers: 2,
      positions: positions, isTied: true, dropout: 0.1)
  }

  /// The model that repeats.
  static let copy = LanguageModel<Double>.Configuration(copying: .book)

  /// How many blocks a gradient goes through that is followed down.
  static let depth = 12
  /// The model whose gradient is followed, wired in a way.
  static func deep(_ wiring: LanguageBlock<Double>.Wiring) -> LanguageModel<Double>.Configuration {
    .init(
      vocabulary: 16, length: 16, features: 16, heads: 2, hidden: 64, layers: depth,
      positions: .rotary, wiring: wiring)
  }

  /// A model whose depth or wiring is compared with others' on the little text.
  static func compared(_ row: LittleRow) -> LanguageModel<Float>.Configuration {
    .init(
      vocabulary: little.vocabulary, length: little.length, features: row.features,
      heads: little.heads, hidden: 4 * row.features, layers: row.blocks, positions: .rotary,
      isTied: true, dropout: row.dropout, wiring: row.wiring)
  }
}

extension LanguageModel.Configuration {
  /// A model that repeats, as a row has it.
  init(copying row: CopyRow) {
    self.init(
      vocabulary: Copying.tokens.count, length: Copying.window, features: 16, heads: 2, hidden: 16,
      layers: row.blocks, positions: row.isRotary ? .rotary : .learned)
  }
}
