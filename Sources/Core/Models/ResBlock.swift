import Numerics

/// Two convolutions with a shortcut around them, told the time e in between (where there is one):
///
///     h   = SiLU(norm1(conv1 x) + time_mlp.1(SiLU(e)))
///     out = SiLU(norm2(conv2 h) + shortcut x)
///
/// The shortcut is a 1×1 convolution where the channel counts differ, else x itself.
/// He, Zhang, Ren, Sun, "Deep Residual Learning", 2015.
package struct ResBlock<Element: RealNumber>: Module, Sendable {
  /// What stands before the names of its layers.
  package let name: String
  private var conv1: Conv2d<Element>
  private var norm1: GroupNorm<Element>
  private var timeActivation: Pointwise<SiLU, Element>
  private var timeMLP: Linear<Element>?
  private var activation1: Pointwise<SiLU, Element>
  private var conv2: Conv2d<Element>
  private var norm2: GroupNorm<Element>
  private var shortcut: Conv2d<Element>?
  private var activation2: Pointwise<SiLU, Element>

  /// - Parameters:
  ///   - name: What stands before the names of its layers.
  ///   - inputs: Channels of x.
  ///   - outputs: Channels of h and of the result.
  ///   - timeFeatures: Those of e; nil for a block that is told no time.
  ///   - groups: In which the two norms put the output's channels; they divide them.
  package init(
    _ name: String, _ inputs: Int, _ outputs: Int, timeFeatures: Int? = nil, groups: Int
  ) {
    self.name = name
    conv1 = Conv2d("\(name).conv1", inputs, outputs)
    norm1 = GroupNorm("\(name).norm1", groups: groups, channels: outputs)
    timeActivation = Pointwise("\(name).time_mlp.0")
    timeMLP = timeFeatures.map { Linear("\(name).time_mlp.1", $0, outputs) }
    activation1 = Pointwise("\(name).h")
    conv2 = Conv2d("\(name).conv2", outputs, outputs)
    norm2 = GroupNorm("\(name).norm2", groups: groups, channels: outputs)
    if inputs != outputs {
      shortcut = Conv2d("\(name).shortcut", inputs, outputs, kernel: 1, padding: 0)
    }
    activation2 = Pointwise("\(name).out")
  }

  /// Conv1, norm1, the time's layer, conv2, norm2, the shortcut; those that there are.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try conv1.forEachParameter(body)
    try norm1.forEachParameter(body)
    try timeMLP?.forEachParameter(body)
    try conv2.forEachParameter(body)
    try norm2.forEachParameter(body)
    try shortcut?.forEachParameter(body)
  }

  // excerpt ResBlock.forward
  /// x (batch, in, rows, columns), e (batch, time features) → (batch, out, rows, columns)
  package mutating func forward(
    _ x: Tensor<Element>, _ e: Tensor<Element>?, _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    var h = norm1.forward(conv1.forward(x, recorder), recorder)
    if let e, let time = timeMLP?.forward(timeActivation.forward(e, recorder), recorder) {
      h = h.addingToChannels(time)
      recorder?.record("\(name).timed", h)
    }
    h = activation1.forward(h, recorder)
    let residual = norm2.forward(conv2.forward(h, recorder), recorder)
    let sum = residual + (shortcut?.forward(x, recorder) ?? x)
    recorder?.record("\(name).sum", sum)
    return activation2.forward(sum, recorder)
  }
  // end excerpt

  // excerpt ResBlock.backward
  /// The sum hands its gradient to both of its terms, so x gets one part through the convolutions
  /// and one through the shortcut. Returns the gradients of x and of e.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> (dx: Tensor<Element>, de: Tensor<Element>?)
  {
    let dSum = activation2.backward(dy, recorder)
    recorder?.recordGradient(of: "\(name).sum", dSum)
    let dShortcut = shortcut?.backward(dSum, recorder) ?? dSum
    let dh = conv2.backward(norm2.backward(dSum, recorder), recorder)
    let dTimed = activation1.backward(dh, recorder)
    if timeMLP != nil { recorder?.recordGradient(of: "\(name).timed", dTimed) }
    let dTime = timeMLP?.backward(dTimed.sumOverPixels(), recorder)
    let de = dTime.map { timeActivation.backward($0, recorder) }
    let dx = conv1.backward(norm1.backward(dTimed, recorder), recorder)
    return (dx + dShortcut, de)
  }
  // end excerpt
}
