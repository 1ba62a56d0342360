import Numerics

/// The memory of arrays and tensors as pointers, for loops that must be fast. Nothing checks their
/// indices: only `Core/Tensor` and the layers' inner loops use them.
extension Array {
  /// The first entry's place; not called for an empty array.
  @inline(__always)
  func withStart(_ body: (UnsafePointer<Element>) -> Void) {
    withUnsafeBufferPointer { if let start = $0.baseAddress, count > 0 { body(start) } }
  }

  /// The first entry's place, to be written; not called for an empty array.
  @inline(__always)
  mutating func withMutableStart(_ body: (UnsafeMutablePointer<Element>) -> Void) {
    let isEmpty = isEmpty
    withUnsafeMutableBufferPointer { if let start = $0.baseAddress, !isEmpty { body(start) } }
  }
}

extension Tensor {
  /// A tensor whose entries `fill` writes, every one of them.
  @inline(__always)
  init(uninitialized shape: [Int], _ fill: (UnsafeMutablePointer<Element>) -> Void) {
    let size = shape.reduce(1, *)
    self.init(
      shape,
      Array(unsafeUninitializedCapacity: size) { buffer, count in
        if let start = buffer.baseAddress, size > 0 { fill(start) }
        count = size
      })
  }
}
