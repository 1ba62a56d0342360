import Numerics

/// Flow matching along straight lines: at time t a picture is (1 − t)·data + t·noise, and the
/// velocity along that line is noise − data, whatever t is.
///
/// Lipman et al., "Flow Matching for Generative Modeling", 2022; Liu, Gong, Liu, "Flow Straight and
/// Fast", 2022.
package struct Flow<Element: RealNumber>: Sendable {
  private var mse = MeanSquaredError<Element>()
  private var (x0, x1) = (Tensor<Element>([0]), Tensor<Element>([0]))
  private var (t, velocity) = (Tensor<Element>([0]), Tensor<Element>([0]))

  /// Without parameters; `loss` and `backward` belong to the last `interpolate`.
  package init() {}

  // excerpt Flow.forward
  /// x₀, x₁ (batch, channels, rows, columns), t (batch) → x_t, the picture that the model is shown.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func interpolate(
    _ x0: Tensor<Element>, _ x1: Tensor<Element>, _ t: Tensor<Element>,
    _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    (self.x0, self.x1, self.t) = (x0, x1, t)
    let s = t.map { 1 - $0 }
    let area = x0.count / x0.shape[0]
    var x = x0
    for i in x.values.indices {
      x.values[i] = s.values[i / area] * x0.values[i] + t.values[i / area] * x1.values[i]
    }
    velocity = x1 - x0
    recorder?.recordConstant("one", 1)
    recorder?.record("one_minus_t", s)
    recorder?.record("x_t", x)
    recorder?.record("velocity", velocity)
    return x
  }

  /// The mean squared error of the predicted velocity against x₁ − x₀.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func loss(_ prediction: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Element
  {
    mse.forward(prediction, velocity, recorder)
  }
  // end excerpt

  // excerpt Flow.backward
  /// One whole backward pass: through the loss, the model, and the line to its two ends.
  ///
  /// dx₀ = (1 − t)·dx_t − dv,  dx₁ = t·dx_t + dv,  dt = Σ dx_t·(x₁ − x₀) + the time embedding's.
  @discardableResult
  package func backward(
    _ model: inout some VelocityModel<Element>, _ recorder: Recorder<Element>? = nil
  ) -> (dx0: Tensor<Element>, dx1: Tensor<Element>, dt: Tensor<Element>) {
    let dPrediction = mse.backward(recorder)
    let dVelocity = dPrediction.map { -$0 }
    var (dx, dt) = model.backward(dPrediction, recorder)
    let area = x0.count / x0.shape[0]
    var (dx0, dx1) = (dx, dx)
    var dOneMinusT = Tensor<Element>(t.shape)
    for i in dx.values.indices {
      let n = i / area
      dx0.values[i] = (1 - t.values[n]) * dx.values[i] - dVelocity.values[i]
      dx1.values[i] = t.values[n] * dx.values[i] + dVelocity.values[i]
      dOneMinusT.values[n] += dx.values[i] * x0.values[i]
      dt.values[n] += dx.values[i] * x1.values[i]
    }
    dt = dt - dOneMinusT
    for (name, tensor) in [
      ("velocity", dVelocity), ("x_t", dx), ("one_minus_t", dOneMinusT), ("x0", dx0), ("x1", dx1),
      ("t", dt),
    ] { recorder?.recordGradient(of: name, tensor) }
    return (dx0, dx1, dt)
  }
  // end excerpt
}
