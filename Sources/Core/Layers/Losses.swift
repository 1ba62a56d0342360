import Numerics

/// Mean squared error over all entries.
package struct MeanSquaredError<Element: RealNumber>: Sendable {
  private var error = Tensor<Element>([0])

  /// Without parameters; `backward` belongs to the last `forward`.
  package init() {}

  // excerpt MeanSquaredError
  /// Σ (prediction − target)² / n, for tensors of one shape with n entries.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(
    _ prediction: Tensor<Element>, _ target: Tensor<Element>, _ recorder: Recorder<Element>? = nil
  ) -> Element {
    error = prediction - target
    let loss = error.values.reduce(0) { $0 + $1 * $1 } / Element(error.count)
    recorder?.record("error", error)
    recorder?.record("loss", Tensor(scalar: loss))
    return loss
  }

  /// The gradient of the prediction, 2·(prediction − target) / n; the target's is its negative.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package func backward(_ recorder: Recorder<Element>? = nil) -> Tensor<Element> {
    let d = (2 / Element(error.count)) * error
    recorder?.recordGradient(of: "loss", Tensor(scalar: 1))
    recorder?.recordGradient(of: "error", d)
    return d
  }
  // end excerpt
}

/// Cross-entropy: how surprised the predicted probabilities are by the right classes.
package struct CrossEntropy<Element: RealNumber>: Sendable {
  private var softmax = Softmax<Element>()
  private var probabilities = Tensor<Element>([0])
  private var targets: [Int] = []

  /// Without parameters; `backward` belongs to the last `forward`.
  package init() {}

  // excerpt CrossEntropy
  /// The mean over the rows of −ln(softmax(logits)[target]): logits
  /// (…, classes), one target a row.
  ///
  /// Computed as max + ln Σ e^(x − max) − x[target], which loses no digits.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package mutating func forward(
    _ logits: Tensor<Element>, _ targets: [Int], _ recorder: Recorder<Element>? = nil
  ) -> Element {
    probabilities = softmax.forward(logits)
    self.targets = targets
    let classes = logits.shape[logits.shape.count - 1]
    let rows = logits.rows
    let largest = rows.largestOfColumns()
    let powers = rows.combined(withRows: largest) { Element.exp($0 - $1) }
    let sums = powers.sumOfColumns()
    let nll = targets.enumerated().map { row, target in
      largest.values[row] + Element.log(sums.values[row]) - rows.values[row * classes + target]
    }
    let loss = nll.reduce(0, +) / Element(targets.count)
    recorder?.record("probabilities", probabilities)
    recorder?.record("nll", Tensor(logits.shape.dropLast(), nll))
    recorder?.record("loss", Tensor(scalar: loss))
    return loss
  }

  /// dLogits = (probabilities − one-hot targets) / rows
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package func backward(_ recorder: Recorder<Element>? = nil) -> Tensor<Element> {
    var d = probabilities
    let classes = d.shape[d.shape.count - 1]
    for (row, target) in targets.enumerated() { d.values[row * classes + target] -= 1 }
    recorder?.recordGradient(of: "loss", Tensor(scalar: 1))
    recorder?.recordGradient(
      of: "nll", Tensor(d.shape.dropLast(), repeating: 1 / Element(targets.count)))
    return d.map { $0 / Element(targets.count) }
  }
  // end excerpt
}
