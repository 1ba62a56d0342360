extension Double {
  /// x is 2ᵏ·(1 + f) with 1 + f between √½ and √2, so log x = k·ln 2 + log(1 + f). With
  /// s = f / (2 + f), log(1 + f) = 2·(s + s³/3 + s⁵/5 + …), which is rearranged so that the large
  /// part, f, enters exactly: log(1 + f) = f − f²/2 + s·(f²/2 + 2s²/3 + 2s⁴/5 + …).
  @usableFromInline
  package static func log(_ x: Double) -> Double {
    if x.isNaN || x == .infinity { return x }
    if x == 0 { return -.infinity }
    if x < 0 { return .nan }
    // A subnormal number is first scaled into the normal range.
    let isSubnormal = x < leastNormalMagnitude
    let normal = isSubnormal ? x * 0x1p54 : x
    var k = Int(normal.bitPattern >> 52) - 1023 - (isSubnormal ? 54 : 0)
    var mantissa = Double(bitPattern: normal.bitPattern & 0xf_ffff_ffff_ffff | 1023 << 52)
    if mantissa > 0x1.6a09e667f3bcdp0 {  // √2
      mantissa /= 2
      k += 1
    }
    let f = mantissa - 1
    let s = f / (2 + f)
    let z = s * s
    var series = 0.0
    for n in stride(from: 12, through: 1, by: -1) { series = (series + 2 / Double(2 * n + 1)) * z }
    let halfSquare = 0.5 * f * f
    let sum = Pair.sum(Double(k) * logarithmOfTwo.high, f)
    let low = Double(k) * logarithmOfTwo.low
    return sum.high + (sum.low + (low - (halfSquare - s * (halfSquare + series))))
  }
}
