extension Trace {
  // excerpt ByHand.movingAverage
  /// The average of a parameter's values after step number n: θ̄ ← k·θ̄ + (1 − k)·θ.
  ///
  /// - Parameters:
  ///   - name: The parameter's: its average is recorded as `average.NAME`.
  ///   - old: The average before, and `theta` the parameter after the step.
  ///   - theta: In the shape of `old`.
  ///   - n: From 1; k is (1 + n) / (10 + n) until that is more than `most`.
  ///   - most: What k rises to.
  package func movingAverage(
    _ name: String, _ old: Grid, _ theta: Grid, step n: Double, most: Double
  ) -> Grid {
    let (step, most) = (constant("average.step", n), sharedConstant("average.most", most))
    let kept = scalar("average.kept") { apply(.keptShare, most, step) }
    return grid("average.\(name)", theta.shape) { i in
      apply(.runningMean, kept, old[i], theta[i])
    }
  }
  // end excerpt
}
