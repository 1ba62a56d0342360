import Numerics

/// Layer norm: each row (a token's features) is normalized by itself; then every feature gets its
/// own scale (`weight`) and shift (`bias`), or none where another layer sees to that.
///
/// Ba, Kiros, Hinton, "Layer Normalization", 2016.
package struct LayerNorm<Element: RealNumber>: Module, Sendable {
  /// What its output is recorded as.
  package let name: String
  private let features: Int
  /// Each feature's scale; nil in a bare norm.
  package var weight: Parameter<Element>?  // (features)
  /// Each feature's shift; nil in a bare norm.
  package var bias: Parameter<Element>?  // (features)
  private var row: Normalization<Element>

  /// - Parameters:
  ///   - name: What its output is recorded as; its parameters, if it has any, are `NAME.weight` and
  ///     `NAME.bias`.
  ///   - features: The length of a row.
  ///   - hasParameters: False for a bare norm, which returns the normalized rows.
  package init(_ name: String, features: Int, hasParameters: Bool = true) {
    self.name = name
    self.features = features
    row = Normalization(name)
    weight = hasParameters ? Parameter("\(name).weight", [features], .scale) : nil
    bias = hasParameters ? Parameter("\(name).bias", [features], .shift) : nil
  }

  /// The scales, then the shifts; none in a bare norm.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    guard var (scale, shift) = parts else { return }
    try body(&scale)
    try body(&shift)
    (weight, bias) = (scale, shift)
  }

  private var parts: (Parameter<Element>, Parameter<Element>)? {
    weight.flatMap { weight in bias.map { (weight, $0) } }
  }

  // excerpt LayerNorm.forward
  /// y[…,j] = normalized[…,j] · weight[j] + bias[j]; x and y (…, features).
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    row.forward(x, rowLength: features, rows: x.shape.dropLast(), recorder)
    guard let weight, let bias else { return row.normalized }
    let y = row.normalized.scalingColumns(by: weight.value, plus: bias.value)
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  // excerpt LayerNorm.backward
  /// dWeight[j] = Σ dy · normalized and dBias[j] = Σ dy over the rows; dx from dy · weight[j].
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    var d = dy
    if let scale = weight?.value {
      recorder?.recordGradient(of: name, dy)
      weight?.gradient.addColumnSums(of: dy, times: row.normalized)
      bias?.gradient.addColumnSums(of: dy)
      d = dy.scalingColumns(by: scale)
    }
    return row.backward(d, rowLength: features, rows: dy.shape.dropLast(), recorder)
  }
  // end excerpt
}
