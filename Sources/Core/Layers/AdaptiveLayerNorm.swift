import Numerics

/// Layer norm whose scale and shift are not parameters but made from a condition (the time, a
/// class): y = normalized(x)·(1 + scale) + shift, with [scale, shift] = proj(condition).
///
/// Peebles, Xie, "Scalable Diffusion Models with Transformers", 2022, section 3.2 (adaLN).
package struct AdaptiveLayerNorm<Element: RealNumber>: Module, Sendable {
  /// What its output is recorded as.
  package let name: String
  private let features: Int
  private var norm: LayerNorm<Element>
  private var projection: Linear<Element>
  private var (normalized, scale) = (Tensor<Element>([0]), Tensor<Element>([0]))

  /// - Parameters:
  ///   - name: What its output is recorded as; the projection is `NAME.proj`.
  ///   - features: Of a place; the projection makes two numbers for each.
  ///   - condition: The features of the condition; with 0 of them, scales and shifts are the
  ///     projection's bias.
  package init(_ name: String, features: Int, condition: Int) {
    self.name = name
    self.features = features
    norm = LayerNorm(name, features: features, hasParameters: false)
    projection = Linear("\(name).proj", condition, 2 * features)
  }

  /// Those of the projection: weight (2·features, condition) and bias (2·features).
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try projection.forEachParameter(body)
  }

  // excerpt AdaptiveLayerNorm.forward
  /// x (batch, positions, features), condition (batch, d) → (batch, positions, features). All places of a
  /// batch entry share its scale and shift.
  package mutating func forward(
    _ x: Tensor<Element>, _ condition: Tensor<Element>, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    normalized = norm.forward(x, recorder)
    let shift: Tensor<Element>
    (scale, shift) = projection.forward(condition, recorder).splitOnChannels(at: features)
    scale = scale.map { 1 + $0 }
    recorder?.recordConstant("one", 1)
    recorder?.record("\(name).gain", scale)
    let y = normalized.scalingPositions(by: scale, plus: shift)
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  // excerpt AdaptiveLayerNorm.backward
  /// dScale = Σ dy · normalized and dShift = Σ dy over the places, then back through the projection;
  /// dx from dy · (1 + scale). Returns the gradients of x and of the condition.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, dCondition: Tensor<Element>)
  {
    recorder?.recordGradient(of: name, dy)
    let (dScale, dShift) = (dy.sumOfPositions(times: normalized), dy.sumOfPositions())
    let d = dy.scalingPositions(by: scale)
    recorder?.recordGradient(of: "\(name).gain", dScale)
    let dCondition = projection.backward(dScale.concatenatedOnChannels(with: dShift), recorder)
    return (norm.backward(d, recorder), dCondition)
  }
  // end excerpt
}
