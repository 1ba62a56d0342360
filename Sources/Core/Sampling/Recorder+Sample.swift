import Numerics

extension Recorder {
  // excerpt Recorder.sample
  /// Euler's method from noise (t = 1) to a picture (t = 0), everything recorded, the steps under `step1.`,
  /// `step2.`, …, all after `prefix`.
  ///
  /// - Parameters:
  ///   - prefix: Stands before all names of this walk; empty where there is only one.
  ///   - noise: (1, channels, rows, columns)
  ///   - steps: How many there are from t = 1 to 0; dt is 1 / steps.
  ///   - guidance: Recorded, with the two times of the two answers, where there is one.
  ///   - velocity: At x and one time; records what it does.
  ///   - after: Is done, in the step's pass, with noise and 0, and with each step's x and number.
  package func sample(
    _ prefix: String = "", from noise: Tensor<Element>, steps: Int, guidance: Element? = nil,
    velocity: (_ x: Tensor<Element>, _ t: Element) -> Tensor<Element>,
    after: (Int, Tensor<Element>) -> Void = { _, _ in }
  ) {
    let dt = 1 / Element(steps)
    var x = noise
    record(prefix + "sample.noise", x)
    record(prefix + "sample.dt", Tensor(scalar: dt))
    if let guidance { record(prefix + "sample.w", Tensor(scalar: guidance)) }
    pass("\(prefix)step0.") { after(0, x) }
    for n in 1...steps {
      pass("\(prefix)step\(n).") {
        let t = Element(steps - n + 1) / Element(steps)
        record("t", guidance == nil ? Tensor(scalar: t) : Tensor([2], [t, t]))
        x = Solver.euler.step(x, t, dt, velocity)
        record("x", x)
        after(n, x)
      }
    }
  }
  // end excerpt
}
