import Numerics

/// A convolution: the same small kernel is laid over every window of the picture.
package struct Conv2d<Element: RealNumber>: Module, Sendable {
  /// What its output is recorded as.
  package let name: String
  /// The kernels.
  package var weight: Parameter<Element>  // (out, in, k, k)
  /// Added to each output channel.
  package var bias: Parameter<Element>  // (out)
  private let windows: Im2col
  private var input = Tensor<Element>([0, 0, 0, 0])

  /// An edge of n pixels becomes one of (n + 2·padding − kernel) / stride + 1, rounded down.
  ///
  /// - Parameters:
  ///   - name: What its output is recorded as; its parameters are `NAME.weight` and `NAME.bias`.
  ///   - inputs: Channels of x.
  ///   - outputs: Channels of y.
  ///   - kernel: The edge of a window.
  ///   - stride: How far apart the windows lie.
  ///   - padding: Rows and columns of zeros around the picture.
  package init(
    _ name: String, _ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1,
    padding: Int = 1
  ) {
    self.name = name
    weight = Parameter("\(name).weight", [outputs, inputs, kernel, kernel], .weight)
    bias = Parameter("\(name).bias", [outputs], .bias)
    windows = Im2col(kernel: kernel, stride: stride, padding: padding)
  }

  /// The weight, then the bias.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
    try body(&bias)
  }

  // excerpt Conv2d.forward
  /// y[n,o,r,q] = Σ_{c,i,j} x[n, c, r·stride + i − pad, q·stride + j − pad] · W[o,c,i,j] + b[o]
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    input = x
    let y = windows.product(matrix, x, plus: bias.value)  // one row of W a window
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  // excerpt Conv2d.backward
  /// dW = dy · windowsᵀ, db = Σ dy, and dx adds Wᵀ · dy back onto the pixels of each window.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    let dw = windows.productTransposed(dy, input)
    weight.gradient += dw.reshaped(weight.value.shape)
    bias.gradient += dy.sumOfChannels()
    return windows.foldedProduct(matrix, dy, to: input.shape)
  }
  // end excerpt

  /// The weight as a matrix (o, c·i·j).
  private var matrix: Tensor<Element> {
    weight.value.reshaped([weight.value.shape[0], weight.value.count / weight.value.shape[0]])
  }
}
