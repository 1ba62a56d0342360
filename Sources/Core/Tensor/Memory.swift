import Foundation
import Numerics

/// The memory of tensors, which come and go thousands of times a second in a training.
package enum Memory {
  /// Has the C library keep freed memory for the next tensor. By itself glibc hands large pieces
  /// back to the system, which must then clear every page anew. False where that cannot be asked.
  package static let isReused: Bool = {
    #if canImport(Glibc)
      typealias Option = @convention(c) (Int32, Int32) -> Int32
      guard let symbol = dlsym(nil, "mallopt") else { return false }
      let set = unsafeBitCast(symbol, to: Option.self)
      let (trimThreshold, mapThreshold) = (Int32(-1), Int32(-3))
      return set(trimThreshold, 1 << 30) == 1 && set(mapThreshold, 32 << 20) == 1
    #else
      return false
    #endif
  }()
}

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
