import Numerics

/// Group norm: the channels of one picture are split into groups, and each group's numbers are
/// normalized together; then every channel gets its own scale (`weight`) and shift (`bias`).
///
/// Wu, He, "Group Normalization", 2018.
package struct GroupNorm<Element: RealNumber>: Module, Sendable {
  /// What its output is recorded as.
  package let name: String
  /// Each channel's scale.
  package var weight: Parameter<Element>  // (channels)
  /// Each channel's shift.
  package var bias: Parameter<Element>  // (channels)
  private let groups: Int
  private var group: Normalization<Element>

  /// - Parameters:
  ///   - name: What its output is recorded as; its parameters are `NAME.weight` and `NAME.bias`.
  ///   - groups: They divide the channels.
  ///   - channels: Of x; each has a scale and a shift of its own.
  package init(_ name: String, groups: Int, channels: Int) {
    require(channels % groups == 0, "\(channels) channels in \(groups) groups")
    self.name = name
    self.groups = groups
    group = Normalization(name)
    weight = Parameter("\(name).weight", [channels], .scale)
    bias = Parameter("\(name).bias", [channels], .shift)
  }

  /// The scales, then the shifts.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
    try body(&bias)
  }

  // excerpt GroupNorm.forward
  /// y[n,c,r,q] = normalized[n,c,r,q] · weight[c] + bias[c]; x and y (batch, channels, rows, columns).
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let (channels, area) = (x.shape[1], x.shape[2] * x.shape[3])
    group.forward(
      x, rowLength: channels / groups * area, rows: [x.shape[0], groups], recorder)
    let y = group.normalized.scalingChannels(by: weight.value, plus: bias.value)
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  // excerpt GroupNorm.backward
  /// dWeight[c] = Σ dy · normalized and dBias[c] = Σ dy over channel c; dx from dy · weight[c].
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    let (channels, area) = (dy.shape[1], dy.shape[2] * dy.shape[3])
    weight.gradient.addChannelSums(of: dy, times: group.normalized)
    bias.gradient.addChannelSums(of: dy)
    return group.backward(
      dy.scalingChannels(by: weight.value), rowLength: channels / groups * area,
      rows: [dy.shape[0], groups], recorder)
  }
  // end excerpt
}
