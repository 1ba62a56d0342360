import Core
import Dataset

/// Words that nobody has taught anything: what a painter reads if it is to learn them itself.
package enum OneHotTokens {
  /// How loudly a word says which it is.
  private static let size: Float = 4
  private static let (tokens, places) = (Vocabulary.captions.tokens.count, Vocabulary.captionLength)
  /// The length of a word's row.
  package static let context = tokens + places

  // excerpt OneHotTokens
  /// A tower without blocks, whose rows are zeros but for two numbers: one at the word's own number, one at
  /// its place. What each word means stands in the painter's first layer, `text_proj`, which has a column
  /// for each.
  package static let tower: ClipText<Float> = {
    var tower = Clip<Float>(
      .init(
        vocabulary: tokens, length: places, features: context, heads: 1, hidden: 1, layers: 0,
        size: 4, patch: 4, imageChannels: 1, joint: 1, end: Vocabulary.end)
    ).text
    tower.forEachParameter { p in
      guard p.role == .table else { return }
      let first = p.name == "positional_embedding" ? tokens : 0
      for row in 0..<p.value.shape[0] { p.value.values[row * context + first + row] = size }
    }
    return tower
  }()
  // end excerpt
}
