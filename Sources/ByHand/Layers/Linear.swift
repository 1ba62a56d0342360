extension Trace {
  /// y[i] = Σⱼ x[j]·W[i,j] + b[i]: x (in), W (out, in), b (out).
  public func linear(_ name: String, _ x: Grid, weight: Grid, bias: Grid) -> Grid {
    grid(name, bias.count) { i in dot(x.scalars, weight.row(i), plus: bias[i]) }
  }
}
