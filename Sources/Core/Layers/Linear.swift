import Numerics

/// A fully connected layer: every output is a weighted sum of all inputs, plus a bias.
public struct Linear<Element: RealNumber>: Module, Sendable {
  public let name: String
  public var weight: Parameter<Element>  // (out, in)
  public var bias: Parameter<Element>?  // (out)
  private var input = Tensor<Element>([0, 0])

  public init(_ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true) {
    self.name = name
    weight = Parameter("\(name).weight", [outputs, inputs])
    bias = hasBias ? Parameter("\(name).bias", [outputs]) : nil
  }

  public mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
    if var some = bias {
      try body(&some)
      bias = some
    }
  }

  // excerpt Linear.forward
  /// y = x Wᵀ + b: x (rows, in), W (out, in), b (out), y (rows, out).
  public mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    input = x
    var y = x ⊗ weight.value.transposed()
    if let bias { y = y.addingToColumns(bias.value) }
    recorder?.record(name, y)
    return y
  }
  // end excerpt

  // excerpt Linear.backward
  /// dx = dy W, dW = dyᵀ x, db = Σ over the rows of dy.
  public mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    weight.gradient += (dy.transposed() ⊗ input)
    bias?.gradient += dy.sumOfRows()
    return dy ⊗ weight.value
  }
  // end excerpt
}

extension Tensor {
  /// Adds b[j] to each entry [i, j] of a matrix.
  func addingToColumns(_ b: Tensor) -> Tensor {
    var result = self
    let columns = shape[1]
    for i in 0..<shape[0] { for j in 0..<columns { result.values[i * columns + j] += b.values[j] } }
    return result
  }

  /// (m, n) → (n): column sums, added from the first row to the last.
  func sumOfRows() -> Tensor {
    var result = Tensor([shape[1]])
    for i in 0..<shape[0] { for j in 0..<shape[1] { result.values[j] += values[i * shape[1] + j] } }
    return result
  }
}
