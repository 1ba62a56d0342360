extension Trace {
  // excerpt ByHand.words
  /// The words of captions (batch, length, features): each token's row of the table plus its place's.
  package func words(_ ids: [[Int]]) -> Grid {
    let (table, places) = (
      parameter("token_embedding.weight"), parameter("positional_embedding")
    )
    return grid("text.embedding", [ids.count, ids[0].count, table.shape[1]]) { at in
      table[ids[at[0]][at[1]], at[2]] + places[at[1], at[2]]
    }
  }
  // end excerpt

  // excerpt ByHand.reader
  /// Words (batch, length, context) as the patches read them (batch, length, features): projected, then mixed
  /// by a causal block, in which each word reads itself and those before it.
  package func read(_ words: Grid, heads: Int) -> Grid {
    transformerBlock(
      "readers.0", .clip, linear("text_proj", words), heads: heads,
      sees: { _, query, key in key <= query })
  }
  // end excerpt

  // excerpt ByHand.textDiT
  /// The predicted velocities of a transformer of one block at x (batch, channels, edge, edge) and the
  /// times t (batch), asked with words that have been read, z (batch, length, features); `isReal` says which are
  /// no padding.
  package func textDiT(
    _ x: Grid, _ t: Grid, _ z: Grid, _ isReal: [[Bool]], features: Int, heads: Int, patch: Int
  ) -> Grid {
    let (_, channels, edge, _) = x.pictures
    let embedded = conv2d("patch_embed.proj", x, stride: patch, padding: 0)
    let tokens = tokens(embedded, positions: positions2D(features: features, grid: edge / patch))
    let condition = timeEmbedding("time_embed", t, features: features)
    let out = textDiTBlock(
      "blocks.0", tokens, condition, z, heads: heads,
      sees: { batch, _, word in isReal[batch[0]][word] })
    let rows = linear("final_proj", layerNorm("final_norm", out))
    return rows.unpatchified(channels: channels, size: edge, patch: patch)
  }
  // end excerpt
}
