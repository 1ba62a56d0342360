extension Trace {
  // excerpt ByHand.dit
  /// The predicted velocities of a diffusion transformer at x (…, channels, edge, edge) and the times t (…).
  ///
  /// - Parameters:
  ///   - x: Pictures with noise in them.
  ///   - t: From 0, data, to 1, noise: one for each picture.
  ///   - labels: What each entry of the batch asks for; none where nobody can ask.
  ///   - features: Of a patch inside the transformer, and of the time.
  ///   - heads: They divide the features.
  ///   - patch: The edge of a patch in pixels; it divides the picture's.
  ///   - blocks: How many follow each other.
  ///   - hasPositions: Whether patches are told where they are.
  package func dit(
    _ x: Grid, _ t: Grid, _ labels: [Int] = [], features: Int, heads: Int, patch: Int,
    blocks: Int = 1, hasPositions: Bool = true
  ) -> Grid {
    let (_, channels, edge, _) = x.pictures
    let embedded = conv2d("patch_embed.proj", x, stride: patch, padding: 0)
    let positions = hasPositions ? positions2D(features: features, grid: edge / patch) : nil
    let tokens = tokens(embedded, positions: positions)
    let condition = condition(timeEmbedding("time_embed", t, features: features), labels)
    let out = (0..<blocks).reduce(tokens) { x, n in
      ditBlock("blocks.\(n)", x, condition, heads: heads)
    }
    let rows = linear("final_proj", layerNorm("final_norm", out))
    return rows.unpatchified(channels: channels, size: edge, patch: patch)
  }

  /// The time's features plus the row of each entry's label, where there are labels.
  private func condition(_ time: Grid, _ labels: [Int]) -> Grid {
    if labels.isEmpty { return time }
    let table = parameter("class_embed.embed.weight")
    return grid("condition", time.shape) { i in time[i] + table[labels[i[0]], i[1]] }
  }
  // end excerpt
}
