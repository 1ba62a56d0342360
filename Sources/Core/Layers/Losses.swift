import Numerics

/// Mean squared error over all entries.
public struct MeanSquaredError<Element: RealNumber>: Sendable {
  private var error = Tensor<Element>([0])

  public init() {}

  // excerpt MeanSquaredError
  /// Σ (prediction − target)² / n, for tensors of one shape with n entries.
  public mutating func forward(
    _ prediction: Tensor<Element>, _ target: Tensor<Element>, _ recorder: Recorder<Element>? = nil
  ) -> Element {
    error = prediction - target
    let loss = error.values.reduce(0) { $0 + $1 * $1 } / Element(error.count)
    recorder?.record("error", error)
    recorder?.record("loss", Tensor(scalar: loss))
    return loss
  }

  /// The gradient of the prediction, 2·(prediction − target) / n; the target's is its negative.
  public func backward(_ recorder: Recorder<Element>? = nil) -> Tensor<Element> {
    let d = (2 / Element(error.count)) * error
    recorder?.recordGradient(of: "loss", Tensor(scalar: 1))
    recorder?.recordGradient(of: "error", d)
    return d
  }
  // end excerpt
}

/// Cross-entropy: how surprised the predicted probabilities are by the right classes.
public struct CrossEntropy<Element: RealNumber>: Sendable {
  private var softmax = Softmax<Element>()
  private var probabilities = Tensor<Element>([0])
  private var targets: [Int] = []

  public init() {}

  /// The mean over the rows of −ln(softmax(logits)[target]): logits (rows, classes).
  ///
  /// Computed as max + ln Σ e^(x − max) − x[target], which loses no digits.
  public mutating func forward(_ logits: Tensor<Element>, _ targets: [Int]) -> Element {
    probabilities = softmax.forward(logits)
    self.targets = targets
    let classes = logits.shape[1]
    var total: Element = 0
    for (row, target) in targets.enumerated() {
      let x = logits.values[row * classes..<(row + 1) * classes]
      let largest = x.reduce(-.infinity, Element.maximum)
      let sum = x.reduce(Element(0)) { $0 + Element.exp($1 - largest) }
      total += largest + Element.log(sum) - logits.values[row * classes + target]
    }
    return total / Element(targets.count)
  }

  /// dLogits = (probabilities − one-hot targets) / rows
  public func backward() -> Tensor<Element> {
    var d = probabilities
    let classes = d.shape[1]
    for (row, target) in targets.enumerated() { d.values[row * classes + target] -= 1 }
    return d.map { $0 / Element(targets.count) }
  }
}
