extension Trace {
  // excerpt ByHand.ditBlock
  /// x + attention(norm1(x, condition)), then that + mlp(norm2(…, condition)): x (…, patches, d).
  package func ditBlock(_ name: String, _ x: Grid, _ condition: Grid, heads: Int) -> Grid {
    let normed = adaptiveLayerNorm("\(name).norm1", x, condition)
    let mixed = selfAttention("\(name).attn", normed, heads: heads)
    let attended = grid("\(name).residual1", x.shape) { i in x[i] + mixed[i] }
    let again = adaptiveLayerNorm("\(name).norm2", attended, condition)
    let change = mlp("\(name).mlp", again, layers: ("0", "1", "3"))
    return grid("\(name).residual2", x.shape) { i in attended[i] + change[i] }
  }
  // end excerpt

  // excerpt ByHand.textDiTBlock
  /// The same with a third part in the middle: attention to the words z (…, words, d), where `sees` lets a
  /// patch look.
  package func textDiTBlock(
    _ name: String, _ x: Grid, _ condition: Grid, _ z: Grid, heads: Int, sees: Mask
  ) -> Grid {
    let normed = adaptiveLayerNorm("\(name).norm1", x, condition)
    let mixed = selfAttention("\(name).self_attn", normed, heads: heads)
    let looked = grid("\(name).residual1", x.shape) { i in x[i] + mixed[i] }
    let words = crossAttention(
      "\(name).cross_attn", adaptiveLayerNorm("\(name).norm2", looked, condition), z,
      heads: heads, sees: sees)
    let read = grid("\(name).residual2", x.shape) { i in looked[i] + words[i] }
    let again = adaptiveLayerNorm("\(name).norm3", read, condition)
    let change = mlp("\(name).mlp", again, layers: ("0", "1", "3"))
    return grid("\(name).residual3", x.shape) { i in read[i] + change[i] }
  }
  // end excerpt
}
