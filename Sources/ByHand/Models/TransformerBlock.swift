/// What a transformer block calls its layers.
package struct BlockNames {
  let norm1: String
  let attention: String
  let projections: Projections
  let norm2: String
  let mlp: String
  let mlpLayers: (String, String, String)

  /// Those of the small GPT.
  package static var gpt: BlockNames {
    BlockNames(
      norm1: "norm1", attention: "attention", projections: .separate, norm2: "norm2", mlp: "ffn",
      mlpLayers: ("linear1", "gelu", "linear2"))
  }

  /// Those of CLIP.
  package static var clip: BlockNames {
    BlockNames(
      norm1: "ln_1", attention: "attn", projections: .joint, norm2: "ln_2", mlp: "mlp",
      mlpLayers: ("c_fc", "gelu", "c_proj"))
  }
}

extension Trace {
  // excerpt ByHand.transformerBlock
  /// x + attention(norm1 x), then that + mlp(norm2 …): x (…, places, d).
  package func transformerBlock(
    _ name: String, _ names: BlockNames, _ x: Grid, heads: Int,
    sees: Mask = { _, _, _ in true }
  ) -> Grid {
    let mixed = selfAttention(
      "\(name).\(names.attention)", layerNorm("\(name).\(names.norm1)", x), names.projections,
      heads: heads, sees: sees)
    let attended = grid("\(name).residual1", x.shape) { i in x[i] + mixed[i] }
    let normed = layerNorm("\(name).\(names.norm2)", attended)
    let change = mlp("\(name).\(names.mlp)", normed, layers: names.mlpLayers)
    return grid("\(name).residual2", x.shape) { i in attended[i] + change[i] }
  }
  // end excerpt
}
