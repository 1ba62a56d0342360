import Numerics

/// A transposed convolution, which makes a picture larger: every input pixel stamps the kernel,
/// times its value, onto the output; neighbouring stamps overlap and add.
///
/// Seen from an output pixel that is an ordinary convolution over the input, with the kernel's
/// entries that reach an input pixel. Which ones do depends on where the output pixel lies between
/// the inputs: stride² places, each with a kernel of its own.
package struct ConvTranspose2d<Element: RealNumber>: Module, Sendable {
  /// What its output is recorded as.
  package let name: String
  /// The stamps.
  package var weight: Parameter<Element>  // (in, out, k, k)
  /// Added to each output channel.
  package var bias: Parameter<Element>  // (out)
  private let stride: Int
  private let padding: Int
  private let windows: Im2col
  private var input = Tensor<Element>([0, 0, 0, 0])

  /// An edge of n pixels becomes one of (n − 1)·stride + kernel − 2·padding: 2n, if nothing else is
  /// said.
  ///
  /// - Parameters:
  ///   - name: What its output is recorded as; its parameters are `NAME.weight` and `NAME.bias`.
  ///   - inputs: Channels of x.
  ///   - outputs: Channels of y.
  ///   - kernel: The edge of a stamp.
  ///   - stride: How far apart the stamps lie.
  ///   - padding: How much is cut off around the output.
  package init(
    _ name: String, _ inputs: Int, _ outputs: Int, kernel: Int = 4, stride: Int = 2,
    padding: Int = 1
  ) {
    self.name = name
    self.stride = stride
    self.padding = padding
    weight = Parameter("\(name).weight", [inputs, outputs, kernel, kernel], .weight)
    bias = Parameter("\(name).bias", [outputs], .bias)
    windows = Im2col(kernel: kernel, stride: stride, padding: padding)
  }

  /// The weight, then the bias.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
    try body(&bias)
  }

  // excerpt ConvTranspose2d.forward
  /// y[n,o,r,q] = Σ_{c,u,v} x[n,c,u,v] · W[c, o, r + pad − u·stride, q + pad − v·stride] + b[o],
  /// over the u, v that keep the kernel's indices inside it.
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    input = x
    let edges = x.shape.dropFirst(2).map { ($0 - 1) * stride + weight.value.shape[2] - 2 * padding }
    var y = Tensor<Element>([x.shape[0], bias.value.count] + edges)
    for row in 0..<stride {
      for column in 0..<stride {  // the place between the inputs
        let (w, windows) = kernel(at: row, column, edges)
        let part = windows.product(w, x, plus: bias.value)
        y.scatter(part, from: row, column, every: stride)
      }
    }
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  // excerpt ConvTranspose2d.backward
  /// Each input pixel's window onto dy is that of an ordinary convolution with this stride:
  /// dW = x · windowsᵀ, db = Σ dy, and dx adds up W · window, kernel entry by kernel entry.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    weight.gradient += windows.productTransposed(input, dy).reshaped(weight.value.shape)
    bias.gradient += dy.sumOfChannels()
    return windows.productByEntries(weight.value, dy)
  }
  // end excerpt

  /// What an output pixel at a place between the inputs sees: the kernel's entries as a matrix
  /// (out, in·i·j), and its windows onto the input.
  private func kernel(at row: Int, _ column: Int, _ edges: [Int]) -> (Tensor<Element>, Im2col) {
    let (down, across) = (entries(at: row), entries(at: column))
    let (inputs, outputs, k) = (weight.value.shape[0], bias.value.count, weight.value.shape[2])
    var w: [Element] = []
    for o in 0..<outputs {
      for c in 0..<inputs {
        for i in down {
          for j in across { w.append(weight.value.values[((c * outputs + o) * k + i) * k + j]) }
        }
      }
    }
    func padding(_ entries: [Int], _ place: Int) -> Int {
      entries.isEmpty ? 0 : (entries[0] - place - self.padding) / stride
    }
    func count(_ edge: Int, _ place: Int) -> Int { max(0, (edge - place + stride - 1) / stride) }
    return (
      Tensor([outputs, inputs * down.count * across.count], w),
      Im2col(
        kernel: (down.count, across.count),
        padding: (padding(down, row), padding(across, column)),
        counts: (count(edges[0], row), count(edges[1], column)))
    )
  }

  /// The kernel's rows (or columns) that meet an input from a place between the inputs, in the order
  /// of the inputs: the kernel is turned by 180°.
  private func entries(at place: Int) -> [Int] {
    (0..<weight.value.shape[2]).reversed().filter { ($0 - place - padding) % stride == 0 }
  }
}

extension Tensor {
  /// Writes the pixels of smaller pictures to every `step`-th place.
  fileprivate mutating func scatter(
    _ small: Tensor, from row: Int, _ column: Int, every step: Int
  ) {
    let (height, width) = (shape[2], shape[3])
    let (rows, columns) = (small.shape[2], small.shape[3])
    values.withMutableStart { y in
      small.values.withStart { x in
        for plane in 0..<small.shape[0] * small.shape[1] {
          for u in 0..<rows {
            let to = y + (plane * height + u * step + row) * width + column
            let from = x + (plane * rows + u) * columns
            for v in 0..<columns { to[v &* step] = from[v] }
          }
        }
      }
    }
  }
}
