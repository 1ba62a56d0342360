/// exp and tanh, which share one reduction.
///
/// Every x is k·ln 2 + r with a whole k and |r| ≤ ½ ln 2, so eˣ = 2ᵏ·eʳ; multiplying by 2ᵏ is
/// exact, and for such a small r Taylor's series needs 13 terms.
extension Double {
  /// Free of branches, so that a loop over many numbers runs several side by side: too large or
  /// too small an x is cut to where the result is +∞ or 0 all the same, and NaN stays NaN.
  @inlinable @inline(__always)
  package static func exp(_ x: Double) -> Double {
    let low = x < -746 ? -746 : x
    let (k, r, tail) = reducedByLogarithmOfTwo(low > 710 ? 710 : low)
    let sum = Pair.sum(1, r)
    let mantissa = sum.high + (sum.low + tail)
    // Two factors, because 2ᵏ alone may lie outside Double's range when the result does not.
    let half = k >> 1
    return mantissa * powerOfTwo(half) * powerOfTwo(k &- half)
  }

  /// tanh x = (e²ˣ − 1) / (e²ˣ + 1), with numerator and denominator held as pairs. From 22 on it is
  /// 1 to the last bit. Free of branches like `exp`.
  @inlinable @inline(__always)
  package static func tanh(_ x: Double) -> Double {
    let size = x.magnitude
    let (k, r, tail) = reducedByLogarithmOfTwo(2 * (size < 22 ? size : 22))
    // e²ˣ − 1 directly, for k = 0: subtracting 1 from e²ˣ would lose the digits of a small x.
    let lessOne = Pair.sum(r, tail)
    let sum = Pair.sum(1, r)
    var power = Pair.sum(sum.high, sum.low + tail)
    power.high *= powerOfTwo(k)
    power.low *= powerOfTwo(k)
    let numerator = Pair.select(k == 0, lessOne, power.adding(-1))
    let denominator = Pair.select(k == 0, lessOne.adding(2), power.adding(1))
    let quotient = select(size > 22, 1, numerator.divided(by: denominator))
    return select(size > 0, Double(signOf: x, magnitudeOf: quotient), x)
  }

  /// k, r and tail with x = k·ln 2 + r and eˣ = 2ᵏ·(1 + r + tail).
  @inlinable @inline(__always)
  static func reducedByLogarithmOfTwo(_ x: Double) -> (k: Int64, r: Double, tail: Double) {
    // Adding 1.5·2⁵² leaves no room for a fraction: it rounds, and the last bits are k.
    let shifted = x * 1.4426950408889634 + 0x1.8p52
    let k = shifted - 0x1.8p52
    // The first part of ln 2 has 32 bits, so k times it is exact.
    let high = x - k * logarithmOfTwo.high
    let low = k * logarithmOfTwo.low
    let r = high - low
    let lost = (high - r) - low
    // 1/2! + r/3! + r²/4! + … + r¹¹/13!
    var series = 1 / 6_227_020_800.0
    series = series * r + 1 / 479_001_600.0
    series = series * r + 1 / 39_916_800.0
    series = series * r + 1 / 3_628_800.0
    series = series * r + 1 / 362_880.0
    series = series * r + 1 / 40_320.0
    series = series * r + 1 / 5_040.0
    series = series * r + 1 / 720.0
    series = series * r + 1 / 120.0
    series = series * r + 1 / 24.0
    series = series * r + 1 / 6.0
    series = series * r + 1 / 2.0
    let places = Int64(bitPattern: shifted.bitPattern &- (0x1.8p52).bitPattern)
    return (places, r, lost + (r * r * series + lost * r))
  }

  /// ln 2 in two parts; the first has only 32 bits.
  @inlinable @inline(__always)
  static var logarithmOfTwo: Pair { Pair(high: 0x1.62e42fee00000p-1, low: 0x1.a39ef35793c76p-33) }

  /// 2ᵏ, for k from −1022 to 1023.
  @inlinable @inline(__always)
  static func powerOfTwo(_ k: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: k &+ 1023) &<< 52)
  }
}

/// 1/n! for n = 0 … 19: Taylor's coefficients of sin and cos.
let inverseFactorials: [Double] = {
  var factorial = 1.0
  return (0...19).map { n in
    if n > 0 { factorial *= Double(n) }
    return 1 / factorial
  }
}()
