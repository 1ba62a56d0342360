extension Trace {
  // excerpt ByHand.flow
  /// The points at the times t (…) of the straight lines from data x₀ to noise x₁ (…, c, h, w), and the
  /// velocities along them.
  package func flow(_ x0: Grid, _ x1: Grid, _ t: Grid) -> (x: Grid, velocity: Grid) {
    let one = sharedConstant("one", 1)
    let rest = each("one_minus_t", t) { one - $0 }
    let x = grid("x_t", x0.shape) { i in
      dot([rest[i.dropLast(3)], t[i.dropLast(3)]], [x0[i], x1[i]])
    }
    return (x, grid("velocity", x0.shape) { i in x1[i] - x0[i] })
  }

  /// The mean over all entries of the squared errors.
  package func meanSquaredError(_ prediction: Grid, _ target: Grid) -> Scalar {
    let error = grid("error", target.shape) { i in prediction[i] - target[i] }
    return scalar("loss") { meanSquare(error.scalars) }
  }
  // end excerpt
}
