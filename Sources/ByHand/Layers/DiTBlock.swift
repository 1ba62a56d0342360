extension Trace {
  // excerpt ByHand.ditBlock
  /// x + attention(norm1(x, condition)), then that + mlp(norm2(…, condition)): x (…, patches, d).
  public func ditBlock(_ name: String, _ x: Grid, _ condition: Grid, heads: Int) -> Grid {
    let normed = adaptiveLayerNorm("\(name).norm1", x, condition)
    let mixed = multiHeadAttention("\(name).attn", normed, heads: heads)
    let attended = grid("\(name).residual1", x.shape) { i in x[i] + mixed[i] }
    let hidden = linear("\(name).mlp.0", adaptiveLayerNorm("\(name).norm2", attended, condition))
    let change = linear("\(name).mlp.3", each("\(name).mlp.1", hidden, gelu))
    return grid("\(name).residual2", x.shape) { i in attended[i] + change[i] }
  }
  // end excerpt
}
