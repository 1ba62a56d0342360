extension Trace {
  // excerpt ByHand.plainResBlock
  /// A residual block on x (…, in, h, w) that is told no time.
  package func resBlock(_ name: String, _ x: Grid, groups: Int) -> Grid {
    let first = groupNorm("\(name).norm1", conv2d("\(name).conv1", x), groups: groups)
    let h = each("\(name).h", first, silu)
    let residual = groupNorm("\(name).norm2", conv2d("\(name).conv2", h), groups: groups)
    let isSameSize = x.pictures.channels == residual.pictures.channels
    let shortcut = isSameSize ? x : conv2d("\(name).shortcut", x, padding: 0)
    let sum = grid("\(name).sum", residual.shape) { i in residual[i] + shortcut[i] }
    return each("\(name).out", sum, silu)
  }
  // end excerpt
}
