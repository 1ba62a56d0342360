import Numerics

/// A learned row for each class, added to the time's features; one more row stands for no class at all.
///
/// The row of no class is the last. A training drops labels to it now and then, so that the same model
/// learns both answers. Ho, Salimans, "Classifier-Free Diffusion Guidance", 2022.
package struct ClassEmbedding<Element: RealNumber>: Module, Sendable {
  private let classes: Int
  private var table: Embedding<Element>

  /// A table of classes + 1 rows, with as many features as the time has.
  package init(classes: Int, features: Int) {
    self.classes = classes
    table = Embedding("class_embed.embed", tokens: classes + 1, features: features)
  }

  /// The table alone: (classes + 1, features).
  package mutating func forEachParameter(_ body: (inout Parameter<Element>) throws -> Void) rethrows
  {
    try table.forEachParameter(body)
  }

  // excerpt ClassEmbedding
  /// time (batch, features) + the row of each entry's label → (batch, features). Without labels nobody
  /// asks for a class.
  package mutating func forward(
    _ time: Tensor<Element>, _ labels: [Int], _ recorder: Recorder<Element>? = nil
  ) -> Tensor<Element> {
    let labels = labels.isEmpty ? [Int](repeating: classes, count: time.shape[0]) : labels
    let condition = time + table.forward(labels.map { [$0] }).reshaped(time.shape)
    recorder?.record("condition", condition)
    return condition
  }

  /// Each row gets the gradients of the entries that asked for it; the time's gradient is the same d.
  package mutating func backward(_ d: Tensor<Element>, _ recorder: Recorder<Element>? = nil) {
    recorder?.recordGradient(of: "condition", d)
    table.backward(d)
  }
  // end excerpt
}
