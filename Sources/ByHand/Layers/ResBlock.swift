extension Trace {
  // excerpt ByHand.resBlock
  /// A residual block on x (in, h, w), told the time by e. `parameter` finds a grid by its name.
  public func resBlock(
    _ name: String, _ x: Grid, _ e: Grid, groups: Int, epsilon: Scalar,
    _ parameter: (String) -> Grid
  ) -> Grid {
    func weights(_ layer: String) -> (weight: Grid, bias: Grid) {
      (parameter("\(name).\(layer).weight"), parameter("\(name).\(layer).bias"))
    }
    let (c1, n1, tm) = (weights("conv1"), weights("norm1"), weights("time_mlp.1"))
    let (c2, n2) = (weights("conv2"), weights("norm2"))

    let first = conv2d("\(name).conv1", x, weight: c1.weight, bias: c1.bias)
    let normed = groupNorm(
      "\(name).norm1", first, weight: n1.weight, bias: n1.bias, groups: groups, epsilon: epsilon)
    let awake = grid("\(name).time_mlp.0", e.count) { i in silu(e[i]) }
    let time = linear("\(name).time_mlp.1", awake, weight: tm.weight, bias: tm.bias)
    let timed = grid("\(name).timed", normed.shape) { i in normed[i] + time[i[0]] }
    let h = grid("\(name).h", timed.shape) { i in silu(timed[i]) }

    let second = conv2d("\(name).conv2", h, weight: c2.weight, bias: c2.bias)
    let residual = groupNorm(
      "\(name).norm2", second, weight: n2.weight, bias: n2.bias, groups: groups, epsilon: epsilon)
    var shortcut = x
    if x.shape[0] != residual.shape[0] {
      let s = weights("shortcut")
      shortcut = conv2d("\(name).shortcut", x, weight: s.weight, bias: s.bias, padding: 0)
    }
    let sum = grid("\(name).sum", residual.shape) { i in residual[i] + shortcut[i] }
    return grid("\(name).out", sum.shape) { i in silu(sum[i]) }
  }
  // end excerpt
}
