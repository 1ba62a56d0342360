import Numerics

/// The best possible answer to the question that a flow model is asked, where the data are a few known
/// pictures: the mean velocity over all lines that pass through a point.
///
/// At time t a line from picture p passes x with a density in proportion to
/// exp(−|x − (1−t)p|² / 2t²), because its noise end is normal. The mean picture under these weights is
/// m, and the mean velocity (x − m) / t. Lipman et al., "Flow Matching for Generative Modeling", 2022,
/// equation 8.
package struct PerfectField<Element: RealNumber>: Sendable {
  private let members: Tensor<Element>  // (pictures, pixels)

  /// - Parameter members: (pictures, channels, rows, columns)
  package init(_ members: Tensor<Element>) {
    self.members = members.reshaped([members.shape[0], members.count / members.shape[0]])
  }

  // excerpt PerfectField
  /// The mean velocity at x (batch, channels, rows, columns), all at time t.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package func velocity(
    _ x: Tensor<Element>, _ t: Element, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let (pictures, pixels) = (members.shape[0], members.shape[1])
    let spread = -2 * (t * t)
    var gaps: [Element] = []
    for n in 0..<x.shape[0] {
      for i in 0..<pictures * pixels {
        gaps.append(x.values[n * pixels + i % pixels] - (1 - t) * members.values[i])
      }
    }
    let distances = stride(from: 0, to: gaps.count, by: pixels).map { start in
      gaps[start..<start + pixels].reduce(Element(0)) { $0 + $1 * $1 }
    }
    let scores = Tensor([x.shape[0], pictures], distances.map { $0 / spread })
    var softmax = Softmax<Element>()
    let weights = softmax.forward(scores)
    let mean = (weights ⊗ members).reshaped(x.shape)
    let ahead = x - mean
    let velocity = ahead.map { $0 / t }
    guard let recorder else { return velocity }
    recorder.recordConstant("perfect.minus_two", -2)
    recorder.record("perfect.t_squared", Tensor(scalar: t * t))
    recorder.record("perfect.spread", Tensor(scalar: spread))
    recorder.record("perfect.gap", Tensor([pictures] + x.shape.dropFirst(), gaps))
    recorder.record("perfect.distance", Tensor([pictures], distances))
    recorder.record("perfect.score", scores)
    recorder.record("perfect.weight", weights)
    recorder.record("perfect.mean", mean)
    recorder.record("perfect.ahead", ahead)
    recorder.record("perfect.velocity", velocity)
    return velocity
  }
  // end excerpt
}
