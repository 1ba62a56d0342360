import Numerics

extension Tensor {
  /// Normal draws number `first` and the next ones, as many as the shape holds, on all threads.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package init(_ shape: [Int], normals draws: NamedRandom.Draws, from first: Int = 0) {
    let end = first + shape.reduce(1, *)
    self.init(uninitialized: shape) { y in
      // Normals 2j and 2j + 1 are made together.
      let pairs = first / 2..<(end + 1) / 2
      Threads.split(pairs.count, work: 2000 * pairs.count) {
        for j in $0.lowerBound + pairs.lowerBound..<$0.upperBound + pairs.lowerBound {
          let (even, odd) = draws.normals(j)
          if 2 * j >= first { y[2 * j - first] = Element(even) }
          if 2 * j + 1 < end { y[2 * j + 1 - first] = Element(odd) }
        }
      }
    }
  }
}
