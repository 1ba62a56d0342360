extension Trace {
  // excerpt ByHand.resBlock
  /// A residual block on x (…, in, h, w), told the time by e (…, features).
  package func resBlock(_ name: String, _ x: Grid, _ e: Grid, groups: Int) -> Grid {
    let first = groupNorm("\(name).norm1", conv2d("\(name).conv1", x), groups: groups)
    let time = linear("\(name).time_mlp.1", each("\(name).time_mlp.0", e, silu))
    let timed = grid("\(name).timed", first.shape) { i in first[i] + time[i.dropLast(2)] }
    let h = each("\(name).h", timed, silu)

    let residual = groupNorm("\(name).norm2", conv2d("\(name).conv2", h), groups: groups)
    let isSameSize = x.pictures.channels == residual.pictures.channels
    let shortcut = isSameSize ? x : conv2d("\(name).shortcut", x, padding: 0)
    let sum = grid("\(name).sum", residual.shape) { i in residual[i] + shortcut[i] }
    return each("\(name).out", sum, silu)
  }
  // end excerpt
}
