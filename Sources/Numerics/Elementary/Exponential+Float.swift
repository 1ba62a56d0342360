extension Float {
  /// `Double`'s exp, rounded once, at half its cost: e^r = 1 + r + r²·q(r) with a polynomial q of
  /// degree 9, within 2⁻⁵² of it; and 2ᵏ is one factor, because every Float's power of e that is not
  /// rounded to 0 or +∞ lies well inside Double's range.
  ///
  /// That the two agree is no theorem: all 2³² arguments were compared, and the tests compare again.
  /// q takes (e^r − 1 − r)/r²'s values at ten Chebyshev points; see `Tests/Fixtures/elementary/exp_float.py`.
  @inlinable @inline(__always)
  package static func exp(_ x: Float) -> Float {
    let low = x < -104 ? -104 : x
    let inside = Double(low > 89 ? 89 : low)
    // Adding 1.5·2⁵² leaves no room for a fraction: it rounds, and the last bits are k.
    let shifted = inside * 1.4426950408889634 + 0x1.8p52
    let k = shifted - 0x1.8p52
    let r = (inside - k * Double.logarithmOfTwo.high) - k * Double.logarithmOfTwo.low
    var q = 0x1.af38be34c9e9cp-26
    q = q * r + 0x1.2891960d969fep-22
    q = q * r + 0x1.71de0da5c30dbp-19
    q = q * r + 0x1.a019b8ff24c9bp-16
    q = q * r + 0x1.a01a01a7c6560p-13
    q = q * r + 0x1.6c16c1788f756p-10
    q = q * r + 0x1.11111111109b0p-7
    q = q * r + 0x1.5555555553d5ap-5
    q = q * r + 0x1.5555555555556p-3
    q = q * r + 0x1.0000000000001p-1
    let places = Int64(bitPattern: shifted.bitPattern &- (0x1.8p52).bitPattern)
    return Float((1 + (r + r * r * q)) * Double.powerOfTwo(places))
  }
}
