import Numerics

/// Eight rows become eight columns, in registers: three rounds that mix every vector with the one
/// four places on.
@inline(__always)
func transposeEight<Element: RealNumber>(
  _ a: UnsafePointer<Element>, rowStep s: Int, into y: UnsafeMutablePointer<Element>,
  rowStep t: Int
) {
  typealias V = SIMD8<Element>
  typealias Eight = (V, V, V, V, V, V, V, V)
  @inline(__always) func load(_ i: Int) -> V {
    UnsafeRawPointer(a + i &* s).loadUnaligned(as: V.self)
  }
  @inline(__always) func store(_ v: V, _ i: Int) {
    UnsafeMutableRawPointer(y + i &* t).storeBytes(of: v, as: V.self)
  }
  /// a₀ b₀ a₁ b₁ a₂ b₂ a₃ b₃ and a₄ b₄ a₅ b₅ a₆ b₆ a₇ b₇
  @inline(__always) func mix(_ a: V, _ b: V) -> (V, V) {
    var (low, high) = (a, a)
    (low.evenHalf, low.oddHalf) = (a.lowHalf, b.lowHalf)
    (high.evenHalf, high.oddHalf) = (a.highHalf, b.highHalf)
    return (low, high)
  }
  @inline(__always) func round(_ v: Eight) -> Eight {
    let ((a, b), (c, d)) = (mix(v.0, v.4), mix(v.1, v.5))
    let ((e, f), (g, h)) = (mix(v.2, v.6), mix(v.3, v.7))
    return (a, b, c, d, e, f, g, h)
  }
  let rows = (load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7))
  let columns = round(round(round(rows)))
  store(columns.0, 0)
  store(columns.1, 1)
  store(columns.2, 2)
  store(columns.3, 3)
  store(columns.4, 4)
  store(columns.5, 5)
  store(columns.6, 6)
  store(columns.7, 7)
}
