/// CLIP's two towers, with one block each.
extension Trace {
  // excerpt ByHand.clipText
  /// Every token's output: captions → (batch, length, features). A token looks at itself and at those
  /// before it.
  package func clipWords(_ ids: [[Int]], heads: Int) -> Grid {
    let out = transformerBlock(
      "transformer.resblocks.0", .clip, words(ids), heads: heads,
      sees: { _, query, key in key <= query })
    return layerNorm("ln_final", out)
  }

  /// One arrow of length 1 a caption: the output at the token `end`, projected → (batch, joint).
  package func clipText(_ ids: [[Int]], heads: Int, end: Int) -> Grid {
    let (words, projection) = (clipWords(ids, heads: heads), parameter("text_projection"))
    let ends = ids.map { $0.firstIndex(of: end) ?? 0 }
    let joint = grid("text.joint", ids.count, projection.shape[1]) { n, i in
      dot(words.row(n, ends[n]), projection.column(i))
    }
    return unitLength("text", joint)
  }
  // end excerpt

  // excerpt ByHand.clipImage
  /// One arrow of length 1 a picture: patches with their places, a block without a mask, the mean over
  /// the patches → (batch, joint).
  package func clipImage(_ pictures: Grid, heads: Int, patch: Int) -> Grid {
    let (places, projection) = (
      parameter("visual.positional_embedding"), parameter("visual.proj")
    )
    let patches = tokens(
      conv2d("visual.conv1", pictures, stride: patch, padding: 0), positions: nil)
    let embedded = grid("visual.embedding", patches.shape) { at in
      patches[at] + places[at[1], at[2]]
    }
    let out = transformerBlock("visual.transformer.resblocks.0", .clip, embedded, heads: heads)
    let average = grid("visual.mean", out.shape[0], out.shape[2]) { n, i in
      mean((0..<out.shape[1]).map { out[n, $0, i] })
    }
    let normed = layerNorm("visual.ln_post", average)
    let joint = grid("visual.joint", out.shape[0], projection.shape[1]) { n, i in
      dot(normed.row(n), projection.column(i))
    }
    return unitLength("visual", joint)
  }
  // end excerpt
}

extension Grid {
  /// The numbers of a column of a table.
  fileprivate func column(_ i: Int) -> [Scalar] { (0..<shape[0]).map { self[$0, i] } }
}
