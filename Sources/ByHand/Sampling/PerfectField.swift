extension Trace {
  // excerpt ByHand.perfectField
  /// The mean velocity over all lines that pass through x (c, h, w) at time t, where the data are
  /// `members` (count, c, h, w) and `rest` is 1 − t: members weighed by a softmax over their distances.
  package func perfectField(_ x: Grid, _ t: Scalar, rest: Scalar, _ members: Grid) -> Grid {
    let minusTwo = sharedConstant("perfect.minus_two", -2)
    let square = scalar("perfect.t_squared") { t * t }
    let spread = scalar("perfect.spread") { minusTwo * square }
    let gap = grid("perfect.gap", members.shape) { i in
      minusProduct(x[Array(i.dropFirst())], rest, members[i])
    }
    let count = members.shape[0]
    let distance = grid("perfect.distance", count) { k in dot(gap.row(k), gap.row(k)) }
    let score = each("perfect.score", distance) { $0 / spread }
    let weight = each("perfect.weight", score) { softmax($0, among: score.scalars) }
    let mean = grid("perfect.mean", x.shape) { i in
      dot(weight.scalars, (0..<count).map { members[[$0] + i] })
    }
    let ahead = grid("perfect.ahead", x.shape) { i in x[i] - mean[i] }
    return each("perfect.velocity", ahead) { $0 / t }
  }
  // end excerpt
}
