extension Array {
  /// The array cut into parts of `size` entries; the last may be shorter. A part's indices are the array's.
  package func parts(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
