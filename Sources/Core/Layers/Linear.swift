import Numerics

/// A fully connected layer: every output is a weighted sum of all inputs, plus a bias.
package struct Linear<Element: RealNumber>: Module, Sendable {
  /// What its output is recorded as.
  package let name: String
  /// A row for each output.
  package var weight: Parameter<Element>  // (out, in)
  /// Added to each output; nil in a layer without.
  package var bias: Parameter<Element>?  // (out)
  private var input = Tensor<Element>([0, 0])

  /// - Parameters:
  ///   - name: What its output is recorded as, and what its parameters' names begin with.
  ///   - inputs: The features of a row of x.
  ///   - outputs: The features of a row of y.
  ///   - hasBias: Whether a number of its own is added to each output.
  ///   - separator: What stands between the name and `weight`: PyTorch writes `in_proj_weight` where others
  ///     have `q_proj.weight`.
  package init(
    _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true, separator: String = "."
  ) {
    self.name = name
    weight = Parameter("\(name)\(separator)weight", [outputs, inputs], .weight)
    bias = hasBias ? Parameter("\(name)\(separator)bias", [outputs], .bias) : nil
  }

  /// The weight, then the bias if there is one.
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try body(&weight)
    if var some = bias {
      try body(&some)
      bias = some
    }
  }

  // excerpt Linear.forward
  /// y = x Wᵀ + b: x (…, in), W (out, in), b (out), y (…, out); all but the last axis are rows.
  package mutating func forward(_ x: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    input = x.rows
    var y = input ⊗ weight.value.transpose
    if let bias { y.addToColumns(bias.value) }
    let result = y.reshaped(x.shape.dropLast() + [y.shape[1]])
    recorder?.record(name, result)
    return result
  }
  // end excerpt

  // excerpt Linear.backward
  /// dx = dy W, dW = dyᵀ x, db = Σ over the rows of dy.
  package mutating func backward(_ dy: Tensor<Element>, _ recorder: Recorder<Element>? = nil)
    -> Tensor<Element>
  {
    recorder?.recordGradient(of: name, dy)
    let d = dy.rows
    weight.gradient += (d.transpose ⊗ input)
    bias?.gradient += d.sumOfRows()
    let dx = d ⊗ weight.value
    return dx.reshaped(dy.shape.dropLast() + [dx.shape[1]])
  }
  // end excerpt
}

extension Tensor {
  /// (…, n) as a matrix: all axes but the last become one.
  var rows: Tensor {
    let columns = shape[shape.count - 1]
    return reshaped([shape.dropLast().reduce(1, *), columns])
  }
}
