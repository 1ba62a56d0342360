import Numerics

/// `Normalization`, step by step where a recorder wants to see the steps; else all of them in one go,
/// with the same bits.
struct FastNormalization<Element: RealNumber>: Sendable {
  private var steps: Normalization<Element>

  init(_ name: String) { steps = Normalization(name) }

  var normalized: Tensor<Element> { steps.normalized }

  /// Each run of n numbers is a row; `rows` is the shape of what there is one of for each row.
  mutating func forward(
    _ x: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>?
  ) {
    if recorder == nil {
      (steps.normalized, steps.std) = x.normalizedRows(
        length: n, epsilon: Normalization<Element>.epsilon)
    } else {
      steps.forward(x, rowLength: n, rows: rows, recorder)
    }
  }

  /// The gradient of x, from that of `normalized`.
  func backward(
    _ d: Tensor<Element>, rowLength n: Int, rows: [Int], _ recorder: Recorder<Element>?
  ) -> Tensor<Element> {
    recorder == nil
      ? normalized.normalizationGradient(d, std: steps.std)
      : steps.backward(d, rowLength: n, rows: rows, recorder)
  }
}
