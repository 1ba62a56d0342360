extension Trace {
  // excerpt ByHand.transformerBlock
  /// x + attention(norm1 x), then that + linear2(GELU(linear1(norm2 …))): x (…, places, d).
  package func transformerBlock(_ name: String, _ x: Grid, heads: Int) -> Grid {
    let normed = layerNorm("\(name).norm1", x)
    let heads = attention(
      "\(name).attention", linear("\(name).attention.W_q", normed),
      linear("\(name).attention.W_k", normed), linear("\(name).attention.W_v", normed),
      heads: heads, sees: { _, query, key in key <= query })
    let mixed = linear("\(name).attention.W_o", heads)
    let attended = grid("\(name).residual1", x.shape) { i in x[i] + mixed[i] }
    let hidden = linear("\(name).ffn.linear1", layerNorm("\(name).norm2", attended))
    let change = linear("\(name).ffn.linear2", each("\(name).ffn.gelu", hidden, gelu))
    return grid("\(name).residual2", x.shape) { i in attended[i] + change[i] }
  }
  // end excerpt

  // excerpt ByHand.clipBlock
  /// x + attn(ln_1 x), then that + c_proj(GELU(c_fc(ln_2 …))): x (…, places, d).
  package func clipBlock(
    _ name: String, _ x: Grid, heads: Int, sees: Mask = { _, _, _ in true }
  ) -> Grid {
    let mixed = multiHeadAttention(
      "\(name).attn", layerNorm("\(name).ln_1", x), heads: heads, sees: sees)
    let attended = grid("\(name).residual1", x.shape) { i in x[i] + mixed[i] }
    let hidden = linear("\(name).mlp.c_fc", layerNorm("\(name).ln_2", attended))
    let change = linear("\(name).mlp.c_proj", each("\(name).mlp.gelu", hidden, gelu))
    return grid("\(name).residual2", x.shape) { i in attended[i] + change[i] }
  }
  // end excerpt
}
