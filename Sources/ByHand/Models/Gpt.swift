extension Trace {
  // excerpt ByHand.gpt.embed
  /// Each token's row of one table plus its place's row of another: (places, features).
  private func embedded(_ ids: [Int]) -> Grid {
    let (tokens, places) = (
      parameter("token_embedding.embedding.weight"), parameter("pos_encoding.pos_embedding.weight")
    )
    return grid("embedding", [ids.count, tokens.shape[1]]) { i in
      tokens[ids[i[0]], i[1]] + places[i[0], i[1]]
    }
  }
  // end excerpt

  // excerpt ByHand.gpt
  /// The logits of the next token at every place, of a GPT of one block: (places, tokens). A token looks at
  /// itself and at those before it.
  package func gpt(_ ids: [Int], heads: Int) -> Grid {
    let out = transformerBlock(
      "blocks.0", .gpt, embedded(ids), heads: heads, sees: { _, query, key in key <= query })
    return linear("output_proj", layerNorm("ln_f", out))
  }
  // end excerpt
}
