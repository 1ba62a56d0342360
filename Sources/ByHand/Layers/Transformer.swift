/// The pieces of a transformer by hand: rows of features, one row a place in the sequence.
extension Trace {
  // excerpt ByHand.linearRows
  /// y[i,j] = Σₖ x[i,k]·W[j,k] (+ b[j]): x (places, in), W (out, in), b (out).
  public func linearRows(_ name: String, _ x: Grid, weight: Grid, bias: Grid? = nil) -> Grid {
    grid(name, [x.shape[0], weight.shape[0]]) { i in
      dot(x.row(i[0]), weight.row(i[1]), plus: bias?[i[1]])
    }
  }
  // end excerpt

  // excerpt ByHand.layerNorm
  /// Each row brought to mean 0 and variance 1, then scaled and shifted feature by feature.
  public func layerNorm(
    _ name: String, _ x: Grid, weight: Grid, bias: Grid, epsilon: Scalar
  ) -> Grid {
    let places = x.shape[0]
    let mean = grid("\(name).mean", places) { i in ByHand.mean(x.row(i)) }
    let centered = grid("\(name).centered", x.shape) { i in x[i] - mean[i[0]] }
    let variance = grid("\(name).variance", places) { i in meanSquare(centered.row(i)) }
    let std = grid("\(name).std", places) { i in root(ofSum: variance[i], epsilon) }
    let normalized = grid("\(name).normalized", x.shape) { i in centered[i] / std[i[0]] }
    return grid(name, x.shape) { i in dot([normalized[i]], [weight[i[1]]], plus: bias[i[1]]) }
  }
  // end excerpt

  // excerpt ByHand.attention
  /// Causal attention of queries, keys and values (places, d): head h owns d/heads features.
  /// `rootOfSize` is √(d/heads).
  public func causalAttention(
    _ name: String, _ q: Grid, _ k: Grid, _ v: Grid, heads: Int, rootOfSize: Scalar
  ) -> Grid {
    let (places, d) = (q.shape[0], q.shape[1])
    let size = d / heads
    func features(_ grid: Grid, _ place: Int, _ h: Int) -> [Scalar] {
      Array(grid.row(place)[h * size..<(h + 1) * size])
    }
    let scores = grid("\(name).scores", heads, places, places) { h, i, j in
      dot(features(q, i, h), features(k, j, h))
    }
    let scaled = grid("\(name).scaled", scores.shape) { i in scores[i] / rootOfSize }
    let weights = grid("\(name).weights", heads, places, places) { h, i, j in
      j > i ? masked() : softmax(scaled[h, i, j], among: (0...i).map { scaled[h, i, $0] })
    }
    return grid("\(name).heads", [places, d]) { at in
      let (i, c) = (at[0], at[1])
      return dot((0...i).map { weights[c / size, i, $0] }, (0...i).map { v[$0, c] })
    }
  }
  // end excerpt

  // excerpt ByHand.transformerBlock
  /// x + attention(norm1 x), then that + linear2(GELU(linear1(norm2 …))).
  public func transformerBlock(
    _ name: String, _ x: Grid, heads: Int, rootOfSize: Scalar, epsilon: Scalar,
    _ parameter: (String) -> Grid
  ) -> Grid {
    func norm(_ layer: String, _ x: Grid) -> Grid {
      layerNorm(
        "\(name).\(layer)", x, weight: parameter("\(name).\(layer).weight"),
        bias: parameter("\(name).\(layer).bias"), epsilon: epsilon)
    }
    func linear(_ layer: String, _ x: Grid) -> Grid {
      linearRows(
        "\(name).\(layer)", x, weight: parameter("\(name).\(layer).weight"),
        bias: parameter("\(name).\(layer).bias"))
    }
    let normed = norm("norm1", x)
    let (q, k, v) = (
      linear("attention.W_q", normed), linear("attention.W_k", normed),
      linear("attention.W_v", normed)
    )
    let heads = causalAttention(
      "\(name).attention", q, k, v, heads: heads, rootOfSize: rootOfSize)
    let mixed = linear("attention.W_o", heads)
    let attended = grid("\(name).residual1", x.shape) { i in x[i] + mixed[i] }
    let hidden = linear("ffn.linear1", norm("norm2", attended))
    let active = grid("\(name).ffn.gelu", hidden.shape) { i in gelu(hidden[i]) }
    let change = linear("ffn.linear2", active)
    return grid("\(name).residual2", x.shape) { i in attended[i] + change[i] }
  }
  // end excerpt
}
