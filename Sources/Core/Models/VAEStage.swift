import Numerics

/// What an encoder and a decoder are rows of: convolution, group norm, SiLU and a residual block. An
/// encoder's stage halves the picture by its stride; a decoder's may double it first.
struct VAEStage<Element: RealNumber>: Module, Sendable {
  private let upsample: UpsampleNearest?
  private var conv: Conv2d<Element>
  private var norm: GroupNorm<Element>
  private var activation: Pointwise<SiLU, Element>
  private var block: ResBlock<Element>?
  /// How many numbers it takes in its `nn.Sequential`.
  let length: Int

  /// - Parameters:
  ///   - name: The sequential's.
  ///   - first: The number of its first layer in there.
  init(
    _ name: String, from first: Int, _ inputs: Int, _ outputs: Int, stride: Int = 1,
    doubles: Bool = false, hasBlock: Bool = true, groups: Int
  ) {
    let start = first + (doubles ? 1 : 0)
    upsample = doubles ? UpsampleNearest(scale: 2) : nil
    conv = Conv2d("\(name).\(start)", inputs, outputs, stride: stride)
    norm = GroupNorm("\(name).\(start + 1)", groups: groups, channels: outputs)
    activation = Pointwise("\(name).\(start + 2)")
    block =
      hasBlock ? ResBlock("\(name).\(start + 3)", outputs, outputs, groups: groups) : nil
    length = start - first + (hasBlock ? 4 : 3)
  }

  mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows {
    try conv.forEachParameter(body)
    try norm.forEachParameter(body)
    try block?.forEachParameter(body)
  }

  // excerpt VAEStage.forward
  mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>?) -> Tensor<Element> {
    let grown = upsample?.forward(x) ?? x
    let y = activation.forward(
      norm.forward(conv.forward(grown, recorder), recorder), recorder)
    return block?.forward(y, nil, recorder) ?? y
  }
  // end excerpt

  // excerpt VAEStage.backward
  mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>?) -> Tensor<Element> {
    let d = block?.backward(dy, recorder).dx ?? dy
    let dGrown = conv.backward(
      norm.backward(activation.backward(d, recorder), recorder), recorder)
    return upsample?.backward(dGrown) ?? dGrown
  }
  // end excerpt
}
