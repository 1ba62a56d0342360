/// What keeps an elementary function free of branches and of slow divisions, so that the compiler
/// turns a loop over many numbers into vectors.
extension Double {
  /// `a` where the condition holds, else `b`. Both have been computed: written with `?`, the
  /// compiler would compute only one, behind a branch.
  @inlinable @inline(__always)
  static func select(_ condition: Bool, _ a: Double, _ b: Double) -> Double {
    let mask: UInt64 = condition ? .max : 0
    return Double(bitPattern: a.bitPattern & mask | b.bitPattern & ~mask)
  }

  /// This number divided by n, rounded as `/` rounds, for a literal n whose double is a whole number
  /// from −26 to 26; not for numbers near the ends of Double's range.
  ///
  /// 1/n is held as two numbers, together exact to 2⁻¹⁰⁶ of it. That is near enough: with an odd part
  /// of n up to 13, no quotient comes nearer than 1/26 of a last place to where rounding turns.
  @inlinable @inline(__always)
  func divided(byConstant n: Double) -> Double {
    let inverse = 1 / n
    let rest = (1.0).addingProduct(-inverse, n) / n
    return rest == 0 ? self * inverse : (self * rest).addingProduct(self, inverse)
  }
}
