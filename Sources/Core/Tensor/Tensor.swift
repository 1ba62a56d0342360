import Numerics

/// A block of numbers with a shape, stored row-major without gaps: the last index runs fastest.
///
/// A tensor is a value; it knows nothing of gradients or of names.
package struct Tensor<Element: RealNumber>: Equatable, Sendable {
  /// The length of each axis; [] is a single number.
  package private(set) var shape: [Int]
  /// All entries, row-major.
  package var values: [Element]

  /// The values must be as many as the shape holds.
  package init(_ shape: [Int], _ values: [Element]) {
    require(shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The same number everywhere.
  package init(_ shape: [Int], repeating value: Element = 0) {
    self.init(shape, [Element](repeating: value, count: shape.reduce(1, *)))
  }

  /// A tensor of shape [] that holds one number.
  package init(scalar: Element) { self.init([], [scalar]) }

  /// How many entries there are.
  package var count: Int { values.count }

  /// The entry at an index, one number for each axis.
  package subscript(_ indices: Int...) -> Element {
    get { values[offset(indices)] }
    set { values[offset(indices)] = newValue }
  }

  private func offset(_ indices: [Int]) -> Int {
    require(indices.count == shape.count, "\(indices) for shape \(shape)")
    return Swift.zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The same values in another shape of the same count.
  package func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape, values) }

  /// The same values, converted (and, towards Float, rounded) to another number type.
  package func converted<Other>(to type: Other.Type = Other.self) -> Tensor<Other> {
    Tensor<Other>(shape, values.map { Other($0) })
  }
}

/// Arithmetic entry by entry. Nothing is copied that is then written over.
extension Tensor {
  /// The function of every entry.
  @inline(__always)
  package func map(_ function: (Element) -> Element) -> Tensor {
    Tensor(uninitialized: shape) { y in
      values.withStart { x in for i in 0..<count { y[i] = function(x[i]) } }
    }
  }

  /// Combines entries at equal places; the shapes must be equal.
  @inline(__always)
  package func zip(_ other: Tensor, _ combine: (Element, Element) -> Element) -> Tensor {
    require(shape == other.shape, "shapes \(shape) and \(other.shape)")
    return Tensor(uninitialized: shape) { y in
      values.withStart { a in
        other.values.withStart { b in for i in 0..<count { y[i] = combine(a[i], b[i]) } }
      }
    }
  }

}

/// Entries written over in place.
extension Tensor {
  /// Each entry becomes what `next` makes of it and of x's entry at the same place.
  @inline(__always)
  mutating func update(with x: Tensor, _ next: (Element, Element) -> Element) {
    require(shape == x.shape, "shapes \(shape) and \(x.shape)")
    let count = count
    values.withMutableStart { y in
      x.values.withStart { x in for i in 0..<count { y[i] = next(y[i], x[i]) } }
    }
  }

  /// The same with the entries of two tensors.
  @inline(__always)
  mutating func update(
    with a: Tensor, _ b: Tensor, _ next: (Element, Element, Element) -> Element
  ) {
    require(shape == a.shape && shape == b.shape, "shapes \(shape), \(a.shape), \(b.shape)")
    let count = count
    values.withMutableStart { y in
      a.values.withStart { a in
        b.values.withStart { b in for i in 0..<count { y[i] = next(y[i], a[i], b[i]) } }
      }
    }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  mutating func setToZero() {
    let count = count
    values.withMutableStart { $0.update(repeating: 0, count: count) }
  }
}

/// Moving entries about, without arithmetic.
extension Tensor {
  /// (m, n) → (n, m)
  package func transposed() -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    var result = Tensor([columns, rows])
    values.withUnsafeBufferPointer { source in
      result.values.withUnsafeMutableBufferPointer { target in
        for r in 0..<rows {
          for c in 0..<columns { target[c * rows + r] = source[r * columns + c] }
        }
      }
    }
    return result
  }

  /// Joins (batch, p, rest…) and (batch, q, rest…) to (batch, p + q, rest…).
  package func concatenatedOnChannels(with other: Tensor) -> Tensor {
    let (a, b) = (count / shape[0], other.count / other.shape[0])
    return Tensor(
      uninitialized: [shape[0], shape[1] + other.shape[1]] + shape.dropFirst(2)
    ) { joined in
      copyBlocks(of: a, every: a, to: joined, every: a + b)
      other.copyBlocks(of: b, every: b, to: joined + a, every: a + b)
    }
  }

  /// Undoes `concatenatedOnChannels`: the first `channels` channels, and the others.
  package func splitOnChannels(at channels: Int) -> (Tensor, Tensor) {
    let (rest, inner) = (shape.dropFirst(2), shape.dropFirst(2).reduce(1, *))
    let (whole, part) = (shape[1] * inner, channels * inner)
    return (
      Tensor(uninitialized: [shape[0], channels] + rest) {
        copyBlocks(of: part, every: whole, to: $0, every: part)
      },
      Tensor(uninitialized: [shape[0], shape[1] - channels] + rest) {
        copyBlocks(of: whole - part, from: part, every: whole, to: $0, every: whole - part)
      }
    )
  }

  /// Copies a block of each batch entry.
  private func copyBlocks(
    of size: Int, from first: Int = 0, every step: Int, to target: UnsafeMutablePointer<Element>,
    every targetStep: Int
  ) {
    let batch = shape[0]
    values.withStart { source in
      Threads.splitEntries(batch, each: size) {
        for n in $0 {
          (target + n * targetStep).update(from: source + (n * step + first), count: size)
        }
      }
    }
  }
}
