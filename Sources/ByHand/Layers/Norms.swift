extension Trace {
  /// x (c, h, w) in groups of channels; weight and bias (c). `epsilon` keeps the root above 0.
  public func groupNorm(
    _ name: String, _ x: Grid, weight: Grid, bias: Grid, groups: Int, epsilon: Scalar
  ) -> Grid {
    let size = x.shape[0] / groups
    func members(_ g: Int, of grid: Grid) -> [Scalar] {
      (g * size..<(g + 1) * size).flatMap(grid.row)
    }
    let mean = grid("\(name).mean", groups) { g in ByHand.mean(members(g, of: x)) }
    let centered = grid("\(name).centered", x.shape) { i in x[i] - mean[i[0] / size] }
    let variance = grid("\(name).variance", groups) { g in meanSquare(members(g, of: centered)) }
    let std = grid("\(name).std", groups) { g in root(ofSum: variance[g], epsilon) }
    let normalized = grid("\(name).normalized", x.shape) { i in centered[i] / std[i[0] / size] }
    return grid(name, x.shape) { i in
      dot([normalized[i]], [weight[i[0]]], plus: bias[i[0]])
    }
  }
}
