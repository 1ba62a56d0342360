import Numerics

/// Layer norm: each row (a token's features) is normalized by itself; then every feature gets its
/// own scale (`weight`) and shift (`bias`).
public struct LayerNorm<Element: RealNumber>: Module, Sendable {
  public let name: String
  public var weight: Parameter<Element>  // (features)
  public var bias: Parameter<Element>  // (features)
  private var rows = Normalization<Element>()

  public init(_ name: String, features: Int) {
    self.name = name
    weight = Parameter("\(name).weight", [features])
    bias = Parameter("\(name).bias", [features])
  }

  public mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
    try body(&bias)
  }

  // excerpt LayerNorm.forward
  /// y[…,j] = normalized[…,j] · weight[j] + bias[j]; x and y (…, features).
  public mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let features = weight.value.count
    rows.forward(x.values, rowLength: features, recording(recorder, like: x))
    var y = Tensor(x.shape, rows.normalized)
    for i in y.values.indices {
      y.values[i] =
        y.values[i] * weight.value.values[i % features] + bias.value.values[i % features]
    }
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  /// dWeight[j] = Σ dy · normalized and dBias[j] = Σ dy over the rows; dx from dy · weight[j].
  public mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    let features = weight.value.count
    var d = dy.values
    for i in d.indices {
      weight.gradient.values[i % features] += d[i] * rows.normalized[i]
      bias.gradient.values[i % features] += d[i]
      d[i] *= weight.value.values[i % features]
    }
    return Tensor(
      dy.shape, rows.backward(d, rowLength: features, recording(recorder, like: dy, "grad.")))
  }

  /// Names a row quantity after this layer.
  private func recording(
    _ recorder: Recorder<Element>?, like x: Tensor<Element>, _ prefix: String = ""
  ) -> ((String, [Element]) -> Void)? {
    guard let recorder else { return nil }
    return { part, values in
      let shape = values.count == x.count ? x.shape : Array(x.shape.dropLast())
      recorder.record("\(prefix)\(name).\(part)", Tensor(shape, values))
    }
  }
}
