/// What a language model's block may have besides chapter 0's.
package struct LanguageParts {
  /// How many parts attention is split into.
  package var heads: Int
  /// How many places the table of angles has; nil where queries and keys are not turned.
  package var rotaryPlaces: Int?
  /// ALiBi's slope for each head; none where scores are left as they are.
  package var slopes: [Double]
  /// Dropout's masks by the names of what they are multiplied with; none outside training.
  package var masks: [String: [Double]]
  /// Where the first row stands.
  package var first: Int
  /// Keys and values of earlier places (batch, positions, d), by the names of the blocks.
  package var kept: [String: (keys: Grid, values: Grid)]

  /// Without the others, a block like chapter 0's; see the properties.
  package init(
    heads: Int, rotaryPlaces: Int? = nil, slopes: [Double] = [], masks: [String: [Double]] = [:],
    first: Int = 0, kept: [String: (keys: Grid, values: Grid)] = [:]
  ) {
    self.heads = heads
    self.rotaryPlaces = rotaryPlaces
    self.slopes = slopes
    self.masks = masks
    self.first = first
    self.kept = kept
  }
}

extension Trace {
  // excerpt ByHand.languageBlock
  /// x + attention(norm1 x), then that + linear2(GELU(linear1(norm2 …))): x (…, places, d).
  package func languageBlock(_ name: String, _ x: Grid, _ parts: LanguageParts) -> Grid {
    let normed = layerNorm("\(name).norm1", x)
    let (q, turned) = turnedQueriesAndKeys(name, normed, parts)
    var (k, v) = (turned, linear("\(name).attention.W_v", normed))
    if let kept = parts.kept[name] {
      (k, v) = (kept.keys.stacked(on: k, fromLast: 1), kept.values.stacked(on: v, fromLast: 1))
    }
    let before = k.shape[k.shape.count - 2] - q.shape[q.shape.count - 2]
    let heads = attention(
      "\(name).attention", q, k, v, heads: parts.heads, slopes: parts.slopes,
      sees: { _, query, key in key <= before + query })
    let mixed = linear("\(name).attention.W_o", heads)
    let kept = dropout("\(name).attention.dropped", mixed, parts)
    let attended = grid("\(name).residual1", x.shape) { i in x[i] + kept[i] }
    let again = layerNorm("\(name).norm2", attended)
    let change = mlp("\(name).ffn", again, layers: ("linear1", "gelu", "linear2"))
    let left = dropout("\(name).ffn.dropped", change, parts)
    return grid("\(name).residual2", x.shape) { i in attended[i] + left[i] }
  }

  /// Queries and keys, as attention compares them.
  private func turnedQueriesAndKeys(_ name: String, _ normed: Grid, _ parts: LanguageParts) -> (
    q: Grid, k: Grid
  ) {
    let q = linear("\(name).attention.W_q", normed)
    let k = linear("\(name).attention.W_k", normed)
    guard let length = parts.rotaryPlaces else { return (q, k) }
    let size = q.shape[q.shape.count - 1] / parts.heads
    return (
      rotary("\(name).attention.q_turned", q, size: size, from: parts.first, length: length),
      rotary("\(name).attention.k_turned", k, size: size, from: parts.first, length: length)
    )
  }

  /// x · mask, where there is a mask of that name.
  private func dropout(_ name: String, _ x: Grid, _ parts: LanguageParts) -> Grid {
    guard let values = parts.masks[name] else { return x }
    let mask = given(.constant, "\(name).mask", x.shape, values)
    return grid(name, x.shape) { i in x[i] * mask[i] }
  }
  // end excerpt
}
