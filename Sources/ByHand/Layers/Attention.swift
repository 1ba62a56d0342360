/// How attention makes queries, keys and values: by one layer `in_proj` with `out_proj` after the heads, or
/// by `W_q`, `W_k` and `W_v` with `W_o`.
package enum Projections {
  /// One matrix for all three: (3 · features, features).
  case joint
  /// A matrix for each: (features, features).
  case separate
}

extension Trace {
  /// Whether a query may look at a key, given the batch entry and both places.
  package typealias Mask = (_ batch: [Int], _ query: Int, _ key: Int) -> Bool

  // excerpt ByHand.attention
  /// Attention of queries (…, places, d) to keys and values (…, others, d): head h owns d/heads
  /// features of each.
  package func attention(
    _ name: String, _ q: Grid, _ k: Grid, _ v: Grid, heads: Int, slopes: [Double] = [],
    sees: Mask = { _, _, _ in true }
  ) -> Grid {
    let (d, batch) = (q.shape[q.shape.count - 1], Array(q.shape.dropLast(2)))
    let (size, b) = (d / heads, batch.count)
    let (places, others) = (q.shape[b], k.shape[b])
    func features(_ grid: Grid, _ n: [Int], _ place: Int, _ h: Int) -> [Scalar] {
      Array(grid.row(n + [place])[h * size..<(h + 1) * size])
    }
    let headSize = sharedConstant("\(name).head_size", Double(size))
    let root = shared("\(name).root") { apply(.squareRoot, headSize) }
    let shape = batch + [heads, places, others]
    let scores = grid("\(name).scores", shape) { at in
      let (n, h, i, j) = (Array(at[..<b]), at[b], at[b + 1], at[b + 2])
      return dot(features(q, n, i, h), features(k, n, j, h))
    }
    let scaled = biased(name, each("\(name).scaled", scores) { $0 / root }, slopes)
    let weights = grid("\(name).weights", shape) { at in
      let (n, i, j) = (Array(at[..<b]), at[b + 1], at[b + 2])
      let row = scaled.row(at.dropLast()).enumerated().filter { sees(n, i, $0.offset) }
      return sees(n, i, j) ? softmax(scaled[at], among: row.map(\.element)) : masked()
    }
    return grid("\(name).heads", q.shape) { at in
      let (n, i, c) = (Array(at[..<b]), at[b], at[b + 1])
      let seen = (0..<others).filter { sees(n, i, $0) }
      return dot(seen.map { weights[n + [c / size, i, $0]] }, seen.map { v[n + [$0, c]] })
    }
  }
  // end excerpt

  // excerpt ByHand.biased
  /// Scores (…, heads, queries, keys) less slope · distance, where there are slopes; the last query stands
  /// at the last key's place.
  private func biased(_ name: String, _ scaled: Grid, _ slopes: [Double]) -> Grid {
    if slopes.isEmpty { return scaled }
    let n = scaled.shape.count
    let (queries, keys) = (scaled.shape[n - 2], scaled.shape[n - 1])
    let slope =
      self["\(sharedPrefix)\(name).slope"]
      ?? pass(sharedPrefix) { given(.constant, "\(name).slope", [slopes.count], slopes) }
    let distances = (0..<queries * keys).map { Double(keys - queries + $0 / keys - $0 % keys) }
    let distance = given(.constant, "\(name).distance", [queries, keys], distances)
    return grid("\(name).biased", scaled.shape) { at in
      minusProduct(scaled[at], slope[at[n - 3]], distance[at[n - 2], at[n - 1]])
    }
  }
  // end excerpt

  // excerpt ByHand.selfAttention
  /// A sequence's attention to itself, with its projections: x (…, places, d) → the same shape.
  package func selfAttention(
    _ name: String, _ x: Grid, _ projections: Projections = .joint, heads: Int,
    sees: Mask = { _, _, _ in true }
  ) -> Grid {
    let (q, k, v) = queriesKeysValues(name, x, projections)
    let mixed = attention(name, q, k, v, heads: heads, sees: sees)
    return linear(name + (projections == .joint ? ".out_proj" : ".W_o"), mixed)
  }

  /// One layer makes all three at once, or each has its own.
  private func queriesKeysValues(_ name: String, _ x: Grid, _ projections: Projections) -> (
    q: Grid, k: Grid, v: Grid
  ) {
    if projections == .separate {
      return (linear("\(name).W_q", x), linear("\(name).W_k", x), linear("\(name).W_v", x))
    }
    let d = x.shape[x.shape.count - 1]
    let all = linear("\(name).in_proj", x, separator: "_")
    return (all.columns(0..<d), all.columns(d..<2 * d), all.columns(2 * d..<3 * d))
  }
  // end excerpt

  // excerpt ByHand.crossAttention
  /// Attention of x (…, places, d) to another sequence z (…, words, context): queries from x, keys and
  /// values from z.
  package func crossAttention(
    _ name: String, _ x: Grid, _ z: Grid, heads: Int, sees: Mask = { _, _, _ in true }
  ) -> Grid {
    let mixed = attention(
      name, linear("\(name).q_proj", x), linear("\(name).k_proj", z), linear("\(name).v_proj", z),
      heads: heads, sees: sees)
    return linear("\(name).out_proj", mixed)
  }
  // end excerpt
}
