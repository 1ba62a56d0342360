import Numerics

/// The U-Net's residual block without a time:
///
///     h   = SiLU(norm1(conv1 x))
///     out = SiLU(norm2(conv2 h) + shortcut x)
///
/// The shortcut is a 1×1 convolution where the channel counts differ, else x itself.
/// He, Zhang, Ren, Sun, "Deep Residual Learning", 2015.
package struct PlainResBlock<Element: RealNumber>: Module, Sendable {
  package let name: String
  private var conv1: Conv2d<Element>
  private var norm1: GroupNorm<Element>
  private var activation1: Pointwise<SiLU, Element>
  private var conv2: Conv2d<Element>
  private var norm2: GroupNorm<Element>
  private var shortcut: Conv2d<Element>?
  private var activation2: Pointwise<SiLU, Element>

  package init(_ name: String, _ inputs: Int, _ outputs: Int, groups: Int) {
    self.name = name
    conv1 = Conv2d("\(name).conv1", inputs, outputs)
    norm1 = GroupNorm("\(name).norm1", groups: groups, channels: outputs)
    activation1 = Pointwise("\(name).h")
    conv2 = Conv2d("\(name).conv2", outputs, outputs)
    norm2 = GroupNorm("\(name).norm2", groups: groups, channels: outputs)
    if inputs != outputs {
      shortcut = Conv2d("\(name).shortcut", inputs, outputs, kernel: 1, padding: 0)
    }
    activation2 = Pointwise("\(name).out")
  }

  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try conv1.forEachParameter(body)
    try norm1.forEachParameter(body)
    try conv2.forEachParameter(body)
    try norm2.forEachParameter(body)
    try shortcut?.forEachParameter(body)
  }

  // excerpt PlainResBlock.forward
  /// x (batch, in, rows, columns) → (batch, out, rows, columns)
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let normed = norm1.forward(conv1.forward(x, recorder), recorder)
    let h = activation1.forward(normed, recorder)
    let residual = norm2.forward(conv2.forward(h, recorder), recorder)
    let sum = residual + (shortcut?.forward(x, recorder) ?? x)
    recorder?.record("\(name).sum", sum)
    return activation2.forward(sum, recorder)
  }
  // end excerpt

  // excerpt PlainResBlock.backward
  /// x gets one part of its gradient through the convolutions and one through the shortcut.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    let dSum = activation2.backward(dy, recorder)
    recorder?.recordGradient(of: "\(name).sum", dSum)
    let dShortcut = shortcut?.backward(dSum, recorder) ?? dSum
    let dh = conv2.backward(norm2.backward(dSum, recorder), recorder)
    let dNormed = activation1.backward(dh, recorder)
    return conv1.backward(norm1.backward(dNormed, recorder), recorder) + dShortcut
  }
  // end excerpt
}
