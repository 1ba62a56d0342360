import Numerics

/// Group norm: the channels of one picture are split into groups, and each group's numbers are
/// normalized together; then every channel gets its own scale (`weight`) and shift (`bias`).
public struct GroupNorm<Element: RealNumber>: Module, Sendable {
  public let name: String
  public var weight: Parameter<Element>  // (channels)
  public var bias: Parameter<Element>  // (channels)
  private let groups: Int
  private var rows = Normalization<Element>()

  public init(_ name: String, groups: Int, channels: Int) {
    precondition(channels % groups == 0, "\(channels) channels in \(groups) groups")
    self.name = name
    self.groups = groups
    weight = Parameter("\(name).weight", [channels])
    bias = Parameter("\(name).bias", [channels])
  }

  public mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
    try body(&bias)
  }

  /// y[n,c,r,q] = normalized[n,c,r,q] · weight[c] + bias[c]; x and y (batch, channels, rows, columns).
  public mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let (channels, area) = (x.shape[1], x.shape[2] * x.shape[3])
    rows.forward(x.values, rowLength: channels / groups * area, recording(recorder, like: x))
    var y = Tensor(x.shape, rows.normalized)
    for i in y.values.indices {
      let c = i / area % channels
      y.values[i] = y.values[i] * weight.value.values[c] + bias.value.values[c]
    }
    recorder?.record(name, y)
    return y
  }

  /// dWeight[c] = Σ dy · normalized and dBias[c] = Σ dy over channel c; dx from dy · weight[c].
  public mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    let (channels, area) = (dy.shape[1], dy.shape[2] * dy.shape[3])
    var d = dy.values
    for i in d.indices {
      let c = i / area % channels
      weight.gradient.values[c] += d[i] * rows.normalized[i]
      bias.gradient.values[c] += d[i]
      d[i] *= weight.value.values[c]
    }
    let n = channels / groups * area
    return Tensor(
      dy.shape, rows.backward(d, rowLength: n, recording(recorder, like: dy, "grad.")))
  }

  /// Names a row quantity after this layer; those with an entry a pixel keep the picture's shape.
  private func recording(
    _ recorder: Recorder<Element>?, like x: Tensor<Element>, _ prefix: String = ""
  )
    -> ((String, [Element]) -> Void)?
  {
    guard let recorder else { return nil }
    return { part, values in
      let shape = values.count == x.count ? x.shape : [x.shape[0], groups]
      recorder.record("\(prefix)\(name).\(part)", Tensor(shape, values))
    }
  }
}
