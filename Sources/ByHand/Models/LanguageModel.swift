extension Trace {
  // excerpt ByHand.languageModel
  /// The logits of the next token at every place of every text (batch, positions, tokens). One table is read
  /// at both ends: by rows on the way in, and by products on the way out.
  package func languageModel(_ ids: [[Int]], layers: Int, _ parts: LanguageParts) -> Grid {
    let table = parameter("token_embedding.embedding.weight")
    let words = Grid(
      name: table.name, shape: [ids.count, ids[0].count, table.shape[1]],
      scalars: ids.joined().flatMap { table.row($0) })
    let out = (0..<layers).reduce(words) { x, n in languageBlock("blocks.\(n)", x, parts) }
    let last = layerNorm("ln_f", out)
    return grid("output_proj", words.shape.dropLast() + [table.shape[0]]) { i in
      dot(last.row(i.dropLast()), table.row(i[2]))
    }
  }
  // end excerpt
}
