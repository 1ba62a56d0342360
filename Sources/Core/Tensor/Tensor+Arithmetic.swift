import Numerics

/// Arithmetic entry by entry, on all threads.
///
/// The loops are written out: a closure that crosses to another thread would be called entry by entry,
/// where a loop that knows its operation becomes vectors.
extension Tensor {
  /// Entry by entry; the shapes must be equal.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package static func + (a: Tensor, b: Tensor) -> Tensor {
    onThreads(a, b) { y, a, b, range in for i in range { y[i] = a[i] + b[i] } }
  }

  /// Entry by entry; the shapes must be equal.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package static func - (a: Tensor, b: Tensor) -> Tensor {
    onThreads(a, b) { y, a, b, range in for i in range { y[i] = a[i] - b[i] } }
  }

  /// Entry by entry; the shapes must be equal.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package static func * (a: Tensor, b: Tensor) -> Tensor {
    onThreads(a, b) { y, a, b, range in for i in range { y[i] = a[i] * b[i] } }
  }

  /// Every entry times a.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package static func * (a: Element, b: Tensor) -> Tensor {
    onThreads(b, b) { y, b, _, range in for i in range { y[i] = a * b[i] } }
  }

  /// Entry by entry; the shapes must be equal.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  package static func += (a: inout Tensor, b: Tensor) {
    require(a.shape == b.shape, "shapes \(a.shape) and \(b.shape)")
    let count = a.count
    a.values.withMutableStart { y in
      b.values.withStart { b in
        Threads.splitEntries(count) { for i in $0 { y[i] += b[i] } }
      }
    }
  }

  /// self ← a·self + b·x
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  mutating func mix(_ a: Element, with x: Tensor, _ b: Element) {
    require(shape == x.shape, "shapes \(shape) and \(x.shape)")
    let count = count
    values.withMutableStart { y in
      x.values.withStart { x in
        Threads.splitEntries(count) { for i in $0 { y[i] = a * y[i] + b * x[i] } }
      }
    }
  }

  /// sum + Σ x², entry after entry.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func addingSquares(to sum: Element) -> Element { values.reduce(sum) { $0 + $1 * $1 } }

  /// `loop` writes a range of y's entries from those of a and b; the shapes must be equal. An entry is as
  /// much work as so many multiplications.
  @inline(__always)
  static func onThreads(
    _ a: Tensor, _ b: Tensor, work: Int = 8,
    _ loop: (
      UnsafeMutablePointer<Element>, UnsafePointer<Element>, UnsafePointer<Element>, Range<Int>
    ) -> Void
  ) -> Tensor {
    require(a.shape == b.shape, "shapes \(a.shape) and \(b.shape)")
    let count = a.count
    return Tensor(uninitialized: a.shape) { y in
      a.values.withStart { a in
        b.values.withStart { b in
          Threads.split(count, by: 64, work: work * count) { loop(y, a, b, $0) }
        }
      }
    }
  }
}
