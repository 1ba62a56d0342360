import Numerics

/// Eight vectors: the rows, or the columns, of a square of 8 × 8 numbers.
typealias Eight<Element: RealNumber> = (
  SIMD8<Element>, SIMD8<Element>, SIMD8<Element>, SIMD8<Element>,
  SIMD8<Element>, SIMD8<Element>, SIMD8<Element>, SIMD8<Element>
)

/// Eight rows become eight columns, in registers: three rounds that mix every vector with the one
/// four places on.
@inline(__always)
func columnsOfEight<Element: RealNumber>(_ a: UnsafePointer<Element>, rowStep s: Int)
  -> Eight<Element>
{
  typealias V = SIMD8<Element>
  @inline(__always) func load(_ i: Int) -> V {
    UnsafeRawPointer(a + i &* s).loadUnaligned(as: V.self)
  }
  /// a₀ b₀ a₁ b₁ a₂ b₂ a₃ b₃ and a₄ b₄ a₅ b₅ a₆ b₆ a₇ b₇
  @inline(__always) func mix(_ a: V, _ b: V) -> (V, V) {
    var (low, high) = (a, a)
    (low.evenHalf, low.oddHalf) = (a.lowHalf, b.lowHalf)
    (high.evenHalf, high.oddHalf) = (a.highHalf, b.highHalf)
    return (low, high)
  }
  @inline(__always) func round(_ v: Eight<Element>) -> Eight<Element> {
    let ((a, b), (c, d)) = (mix(v.0, v.4), mix(v.1, v.5))
    let ((e, f), (g, h)) = (mix(v.2, v.6), mix(v.3, v.7))
    return (a, b, c, d, e, f, g, h)
  }
  let rows = (load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7))
  return round(round(round(rows)))
}

/// The same, written to y. It is long and called at many places, so it is not copied to each of them.
@inline(never)
func transposeEight<Element: RealNumber>(
  _ a: UnsafePointer<Element>, rowStep s: Int, into y: UnsafeMutablePointer<Element>,
  rowStep t: Int
) {
  @inline(__always) func store(_ v: SIMD8<Element>, _ i: Int) {
    UnsafeMutableRawPointer(y + i &* t).storeBytes(of: v, as: SIMD8<Element>.self)
  }
  let columns = columnsOfEight(a, rowStep: s)
  store(columns.0, 0)
  store(columns.1, 1)
  store(columns.2, 2)
  store(columns.3, 3)
  store(columns.4, 4)
  store(columns.5, 5)
  store(columns.6, 6)
  store(columns.7, 7)
}
