import Numerics

/// The cross-entropy of a text: the mean over the places whose next token is real. Padding adds nothing.
package struct LanguageLoss<Element: RealNumber>: Sendable {
  private var entropy = CrossEntropy<Element>()
  private var (shape, real) = ([Int](), [Int]())

  /// Without parameters; `backward` belongs to the last `forward`.
  package init() {}

  // excerpt LanguageLoss
  /// - Parameters:
  ///   - logits: (batch, positions, tokens)
  ///   - targets: One for each row; nil where there is nothing to be said.
  ///   - recorder: Keeps what is computed on the way, by name; nil in training.
  package mutating func forward(
    _ logits: Tensor<Element>, _ targets: [Int?], _ recorder: Recorder<Element>? = nil
  ) -> Element {
    shape = logits.shape
    real = targets.indices.filter { targets[$0] != nil }
    return entropy.forward(logits.rows.rows(at: real), targets.compactMap { $0 }, recorder)
  }

  /// The gradient of the logits: 0 in the rows of padding.
  package func backward(_ recorder: Recorder<Element>? = nil) -> Tensor<Element> {
    let (d, width) = (entropy.backward(recorder), shape[2])
    var all = Tensor<Element>(shape)
    for (row, place) in real.enumerated() {
      all.values.replaceSubrange(
        place * width..<(place + 1) * width, with: d.values[row * width..<(row + 1) * width])
    }
    return all
  }
  // end excerpt
}

extension Tensor {
  /// Some rows of a matrix (m, n), in the order of `places`.
  fileprivate func rows(at places: [Int]) -> Tensor {
    let n = shape[1]
    return Tensor([places.count, n], places.flatMap { values[$0 * n..<($0 + 1) * n] })
  }
}
