extension Trace {
  // excerpt ByHand.resBlock
  /// A residual block on x (…, in, h, w), told the time by e (…, features), or told none.
  package func resBlock(_ name: String, _ x: Grid, _ e: Grid? = nil, groups: Int) -> Grid {
    let first = groupNorm("\(name).norm1", conv2d("\(name).conv1", x), groups: groups)
    let timed = e.map { told(name, first, $0) } ?? first
    let h = each("\(name).h", timed, silu)

    let residual = groupNorm("\(name).norm2", conv2d("\(name).conv2", h), groups: groups)
    let isSameSize = x.pictures.channels == residual.pictures.channels
    let shortcut = isSameSize ? x : conv2d("\(name).shortcut", x, padding: 0)
    let sum = grid("\(name).sum", residual.shape) { i in residual[i] + shortcut[i] }
    return each("\(name).out", sum, silu)
  }

  /// Each channel of x is shifted by what a SiLU and a linear layer make of the time.
  private func told(_ name: String, _ x: Grid, _ e: Grid) -> Grid {
    let time = linear("\(name).time_mlp.1", each("\(name).time_mlp.0", e, silu))
    return grid("\(name).timed", x.shape) { i in x[i] + time[i.dropLast(2)] }
  }
  // end excerpt
}
