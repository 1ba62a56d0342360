import Numerics

infix operator ⊗ : MultiplicationPrecedence

extension Tensor {
  /// The matrix product (m, k) ⊗ (k, n) → (m, n): y[i,j] = Σₗ a[i,l]·b[l,j].
  ///
  /// Each entry adds its products in the order l = 0, 1, 2, … starting from 0, multiply then add,
  /// never fused and never split, as a person would. Speed comes from working on many *entries* at
  /// once: a block of four rows and two vectors of columns stays in registers. So the result is
  /// the same to the last bit on every machine and for any vector width.
  public static func ⊗ (a: Tensor, b: Tensor) -> Tensor {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    precondition(b.shape[0] == k, "(\(m), \(k)) ⊗ (\(b.shape[0]), \(n))")
    var result = Tensor([m, n])
    let whole = n - n % Panel<Element>.width
    a.values.withUnsafeBufferPointer { a in
      b.values.withUnsafeBufferPointer { b in
        result.values.withUnsafeMutableBufferPointer { y in
          guard let a = a.baseAddress, let b = b.baseAddress, let y = y.baseAddress else { return }
          for column in stride(from: 0, to: whole, by: Panel<Element>.width) {
            Panel.multiply(a, b + column, into: y + column, m: m, k: k, stride: n, outStride: n)
          }
          if whole < n { multiplyLastColumns(a, b, into: y, m: m, k: k, n: n, from: whole) }
        }
      }
    }
    return result
  }

  /// The columns that do not fill a panel, through a copy padded with zeros.
  private static func multiplyLastColumns(
    _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
    into y: UnsafeMutablePointer<Element>, m: Int, k: Int, n: Int, from first: Int
  ) {
    let width = Panel<Element>.width
    var padded = [Element](repeating: 0, count: k * width)
    for l in 0..<k { for j in first..<n { padded[l * width + j - first] = b[l * n + j] } }
    var product = [Element](repeating: 0, count: m * width)
    product.withUnsafeMutableBufferPointer { product in
      guard let target = product.baseAddress else { return }
      Panel.multiply(a, padded, into: target, m: m, k: k, stride: width, outStride: width)
    }
    for i in 0..<m { for j in first..<n { y[i * n + j] = product[i * width + j - first] } }
  }
}

/// Two vectors of columns, for all rows of the product.
private enum Panel<Element: RealNumber> {
  typealias Vector = SIMD8<Element>
  static var width: Int { 16 }

  @inline(__always)
  static func multiply(
    _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
    into y: UnsafeMutablePointer<Element>, m: Int, k: Int, stride: Int, outStride: Int
  ) {
    var row = 0
    while row + 4 <= m {
      block4(a + row * k, b, into: y + row * outStride, k: k, stride: stride, outStride: outStride)
      row += 4
    }
    while row < m {
      block1(a + row * k, b, into: y + row * outStride, k: k, stride: stride)
      row += 1
    }
  }

  @inline(__always)
  private static func block4(
    _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
    into y: UnsafeMutablePointer<Element>, k: Int, stride: Int, outStride: Int
  ) {
    var (s00, s01, s10, s11) = (Vector(), Vector(), Vector(), Vector())
    var (s20, s21, s30, s31) = (Vector(), Vector(), Vector(), Vector())
    for l in 0..<k {
      let (b0, b1) = (load(b + l * stride), load(b + l * stride + 8))
      let (a0, a1, a2, a3) = (a[l], a[k + l], a[2 * k + l], a[3 * k + l])
      s00 += a0 * b0
      s01 += a0 * b1
      s10 += a1 * b0
      s11 += a1 * b1
      s20 += a2 * b0
      s21 += a2 * b1
      s30 += a3 * b0
      s31 += a3 * b1
    }
    store(s00, s01, y)
    store(s10, s11, y + outStride)
    store(s20, s21, y + 2 * outStride)
    store(s30, s31, y + 3 * outStride)
  }

  @inline(__always)
  private static func block1(
    _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
    into y: UnsafeMutablePointer<Element>, k: Int, stride: Int
  ) {
    var (s0, s1) = (Vector(), Vector())
    for l in 0..<k {
      s0 += a[l] * load(b + l * stride)
      s1 += a[l] * load(b + l * stride + 8)
    }
    store(s0, s1, y)
  }

  @inline(__always)
  private static func load(_ p: UnsafePointer<Element>) -> Vector {
    UnsafeRawPointer(p).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  private static func store(_ a: Vector, _ b: Vector, _ p: UnsafeMutablePointer<Element>) {
    let raw = UnsafeMutableRawPointer(p)
    raw.storeBytes(of: a, as: Vector.self)
    raw.storeBytes(of: b, toByteOffset: MemoryLayout<Vector>.size, as: Vector.self)
  }
}
