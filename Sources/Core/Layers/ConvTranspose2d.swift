import Numerics

/// A transposed convolution, which makes a picture larger: every input pixel stamps the kernel,
/// times its value, onto the output; neighbouring stamps overlap and add.
///
/// Seen from an output pixel that is an ordinary convolution over the input with stride − 1 zeros
/// put between its pixels, under the kernel turned by 180°. That is how it is computed: then
/// each output is one sum in a fixed order.
public struct ConvTranspose2d<Element: RealNumber>: Module, Sendable {
  public let name: String
  public var weight: Parameter<Element>  // (in, out, k, k)
  public var bias: Parameter<Element>  // (out)
  private let stride: Int
  private let windows: Windows
  private var spread = Tensor<Element>([0, 0, 0, 0])
  private var inputShape: [Int] = []

  public init(
    _ name: String, _ inputs: Int, _ outputs: Int, kernel: Int = 4, stride: Int = 2,
    padding: Int = 1
  ) {
    self.name = name
    self.stride = stride
    weight = Parameter("\(name).weight", [inputs, outputs, kernel, kernel], .weight)
    bias = Parameter("\(name).bias", [outputs], .bias)
    windows = Windows(kernel: kernel, stride: 1, padding: kernel - 1 - padding)
  }

  public mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
    try body(&bias)
  }

  // excerpt ConvTranspose2d.forward
  /// y[n,o,r,q] = Σ_{c,u,v} x[n,c,u,v] · W[c, o, r + pad − u·stride, q + pad − v·stride] + b[o],
  /// over the u, v that keep the kernel's indices inside it.
  public mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    inputShape = x.shape
    spread = x.spread(by: stride)  // zeros between the pixels
    let y = windows.product(turnedKernel(weight.value), spread, plus: bias.value)
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  // excerpt ConvTranspose2d.backward
  /// As for a convolution over the spread input; the gradient of the zeros in between is dropped.
  public mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    weight.gradient += turnedBack(windows.productTransposed(dy, spread))
    bias.gradient += dy.sumOfChannels()
    let dSpread = windows.foldedProduct(turnedKernel(weight.value), dy, to: spread.shape)
    return dSpread.gathered(every: stride, to: inputShape)
  }
  // end excerpt

  /// (in, out, k, k) → (out, in·k·k) with each kernel turned by 180°.
  private func turnedKernel(_ w: Tensor<Element>) -> Tensor<Element> {
    let swapped = w.swappingFirstTwoAxes()
    return Tensor(
      [w.shape[1], w.count / w.shape[1]], turned(swapped.values, size: w.shape[2] * w.shape[3]))
  }

  /// The inverse of `turnedKernel`.
  private func turnedBack(_ matrix: Tensor<Element>) -> Tensor<Element> {
    let s = weight.value.shape
    return Tensor([s[1], s[0], s[2], s[3]], turned(matrix.values, size: s[2] * s[3]))
      .swappingFirstTwoAxes()
  }

  private func turned(_ values: [Element], size: Int) -> [Element] {
    values.indices.map { values[$0 - $0 % size + (size - 1 - $0 % size)] }
  }
}

extension [Int] {
  /// The shape of a picture whose pixels are moved `step` apart.
  fileprivate func spread(by step: Int) -> [Int] {
    [self[0], self[1], (self[2] - 1) * step + 1, (self[3] - 1) * step + 1]
  }
}

extension Tensor {
  /// Moves the pixels of each picture `step` apart, with zeros between them.
  fileprivate func spread(by step: Int) -> Tensor {
    var result = Tensor(shape.spread(by: step))
    let width = result.shape[3]
    let area = result.shape[2] * width
    for plane in 0..<shape[0] * shape[1] {
      for u in 0..<shape[2] {
        for v in 0..<shape[3] {
          result.values[plane * area + u * step * width + v * step] =
            values[(plane * shape[2] + u) * shape[3] + v]
        }
      }
    }
    return result
  }

  /// The inverse of `spread`: every `step`-th pixel.
  fileprivate func gathered(every step: Int, to small: [Int]) -> Tensor {
    var result = Tensor(small)
    for plane in 0..<small[0] * small[1] {
      for u in 0..<small[2] {
        for v in 0..<small[3] {
          result.values[(plane * small[2] + u) * small[3] + v] =
            values[plane * shape[2] * shape[3] + u * step * shape[3] + v * step]
        }
      }
    }
    return result
  }
}
