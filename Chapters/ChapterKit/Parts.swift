import Core
import Numerics

extension Array {
  /// The array cut into parts of `size` entries; the last may be shorter. A part's indices are the array's.
  package func parts(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}

extension Tensor {
  /// Some of the entries along the first axis.
  package func part(_ range: Range<Int>) -> Tensor {
    let size = count / shape[0]
    return Tensor(
      [range.count] + shape.dropFirst(),
      Array(values[range.lowerBound * size..<range.upperBound * size]))
  }

  /// The first n of them, or all where there are fewer.
  package func first(_ n: Int) -> Tensor { part(0..<Swift.min(n, shape[0])) }

  /// Tensors one below the other along their first axis; the other axes are those of the first of them, of which
  /// there must be one.
  package init(stacking parts: [Tensor]) {
    let count = parts.reduce(0) { $0 + $1.shape[0] }
    self.init([count] + parts[0].shape.dropFirst(), parts.flatMap(\.values))
  }
}

extension Solver {
  /// Where the ways from x (n, …) end: each thread follows some of them, for none depends on the others.
  package func ends<Element>(
    from x: Tensor<Element>, steps: Int,
    _ velocity: (Tensor<Element>, Element) -> Tensor<Element>
  ) -> Tensor<Element> {
    Tensor(
      stacking: Threads.ranges(of: x.shape[0]).concurrentMap {
        trajectory(from: x.part($0), steps: steps, velocity)[steps]
      })
  }
}
