extension Trace {
  // excerpt ByHand.sample
  /// Euler's method from noise (t = 1) to a picture (t = 0), with the parameters `trained.…`: every step
  /// subtracts dt · velocity. The steps are recorded under `step1.`, `step2.`, …, all after `prefix`.
  ///
  /// - Parameters:
  ///   - prefix: Stands before all names of this walk; empty where there is only one.
  ///   - noise: (channels, rows, columns), row by row.
  ///   - shape: (channels, rows, columns) of the picture.
  ///   - steps: How many there are from t = 1 to 0; dt is 1 / steps.
  ///   - guidance: How much the asking counts; nil where the model is asked once and for nothing.
  ///   - interval: The times at which it counts so much; at others it counts once.
  ///   - velocity: At x (channels, rows, columns) and t; with guidance at x (2, channels, rows, columns), the
  ///     same picture asked and not asked, and t (2).
  ///   - within: Is done in each step with the velocities, before x is moved.
  ///   - after: Is done with noise and 0, and after each step with x and the step's number.
  package func sample(
    _ prefix: String = "", from noise: [Double], _ shape: [Int], steps: Int,
    guidance: Double? = nil,
    interval: ClosedRange<Double> = 0...1,
    velocity: (_ x: Grid, _ t: Grid) -> Grid, within: (Int, Grid) -> Void = { _, _ in },
    after: (Int, Grid) -> Void = { _, _ in }
  ) {
    var x = given(.draw, prefix + "sample.noise", shape, noise)
    let dt = constant(prefix + "sample.dt", 1 / Double(steps))
    let w = guidance.map { constant(prefix + "sample.w", $0) }
    after(0, x)
    for n in 1...steps {
      x = pass("\(prefix)step\(n).", parameters: "trained.") {
        let time = Double(steps - n + 1) / Double(steps)
        let v: Grid
        if let w {
          let w = interval.contains(time) ? w : constant("w", 1)
          v = guided(x, time, w, velocity) { both in within(n, both) }
        } else {
          v = velocity(x, given(.constant, "t", [], [time]))
        }
        return grid("x", shape) { i in minusProduct(x[i], dt, v[i]) }
      }
      after(n, x)
    }
  }

  /// Both answers at x, and the guided one.
  private func guided(
    _ x: Grid, _ time: Double, _ w: Scalar, _ velocity: (Grid, Grid) -> Grid,
    _ within: (Grid) -> Void
  ) -> Grid {
    let t = given(.constant, "t", [2], [time, time])
    let both = Grid(name: x.name, shape: [2] + x.shape, scalars: x.scalars + x.scalars)
    let v = velocity(both, t)
    let guided = guided(v, w).guided
    within(v)
    return guided
  }
  // end excerpt
}
