import Numerics

extension Tensor {
  /// A range of normal draws, as many as the shape holds, on all threads.
  init(_ shape: [Int], normals draws: NamedRandom.Draws, _ range: Range<Int>) {
    let (first, end) = (range.lowerBound, range.upperBound)
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
