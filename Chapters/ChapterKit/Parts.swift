import Core
import Numerics

extension Array {
  /// The array cut into parts of `size` entries; the last may be shorter. A part's indices are the array's.
  package func parts(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}

extension Tensor {
  /// Tensors one below the other along their first axis; the other axes are those of the first of them, of which
  /// there must be one.
  package init(stacking parts: [Tensor]) {
    let count = parts.reduce(0) { $0 + $1.shape[0] }
    self.init([count] + parts[0].shape.dropFirst(), parts.flatMap(\.values))
  }
}
