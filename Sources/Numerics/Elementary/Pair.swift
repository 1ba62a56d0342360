/// A number held as the unevaluated sum `high + low`: about twice Double's precision, for the few
/// places where one rounding too many would cost the last bit. Not a general number type.
///
/// The error-free sums are Knuth's and Dekker's; the product's error comes from one exact
/// multiply-add, which IEEE 754 defines to the last bit on every machine.
@usableFromInline
struct Pair {
  @usableFromInline var high: Double
  @usableFromInline var low: Double

  @inlinable @inline(__always)
  init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  /// a + b exactly, for any a and b.
  @inlinable @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> Pair {
    let sum = a + b
    let bShare = sum - a
    return Pair(high: sum, low: (a - (sum - bShare)) + (b - bShare))
  }

  /// a · b exactly.
  @inlinable @inline(__always)
  static func product(_ a: Double, _ b: Double) -> Pair {
    let product = a * b
    return Pair(high: product, low: (-product).addingProduct(a, b))
  }

  /// This pair plus b.
  @inlinable @inline(__always)
  func adding(_ b: Double) -> Pair {
    let sum = Pair.sum(high, b)
    return Pair(high: sum.high, low: sum.low + low)
  }

  /// The quotient, rounded to one Double.
  @inlinable @inline(__always)
  func divided(by divisor: Pair) -> Double {
    let quotient = high / divisor.high
    let remainder = high.addingProduct(-quotient, divisor.high) + (low - quotient * divisor.low)
    return quotient + remainder / divisor.high
  }

  /// The first where the condition holds, else the second, without a branch.
  @inlinable @inline(__always)
  static func select(_ condition: Bool, _ a: Pair, _ b: Pair) -> Pair {
    Pair(
      high: Double.select(condition, a.high, b.high), low: Double.select(condition, a.low, b.low))
  }
}
