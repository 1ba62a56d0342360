/// exp and tanh, which share one reduction.
///
/// Every x is k·ln 2 + r with a whole k and |r| ≤ ½ ln 2, so eˣ = 2ᵏ·eʳ; multiplying by 2ᵏ is
/// exact, and for such a small r Taylor's series needs 13 terms.
extension Double {
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.8 { return .infinity }
    if x < -745.2 { return 0 }
    let (k, r, tail) = reducedByLogarithmOfTwo(x)
    let sum = Pair.sum(1, r)
    let mantissa = sum.high + (sum.low + tail)
    // Two factors, because 2ᵏ alone may lie outside Double's range when the result does not.
    let half = k >> 1
    return mantissa * powerOfTwo(half) * powerOfTwo(k - half)
  }

  /// tanh x = (e²ˣ − 1) / (e²ˣ + 1), with numerator and denominator held as pairs.
  public static func tanh(_ x: Double) -> Double {
    if x.isNaN || x == 0 { return x }
    if x.magnitude > 22 { return x < 0 ? -1 : 1 }
    let (k, r, tail) = reducedByLogarithmOfTwo(2 * x.magnitude)
    let quotient: Double
    if k == 0 {
      // e²ˣ − 1 directly: subtracting 1 from e²ˣ would lose the digits of a small x.
      let lessOne = Pair.sum(r, tail)
      quotient = lessOne.divided(by: lessOne.adding(2))
    } else {
      let sum = Pair.sum(1, r)
      var power = Pair.sum(sum.high, sum.low + tail)
      power.high *= powerOfTwo(k)
      power.low *= powerOfTwo(k)
      quotient = power.adding(-1).divided(by: power.adding(1))
    }
    return x < 0 ? -quotient : quotient
  }

  /// k, r and tail with x = k·ln 2 + r and eˣ = 2ᵏ·(1 + r + tail).
  @inline(__always)
  private static func reducedByLogarithmOfTwo(_ x: Double) -> (k: Int, r: Double, tail: Double) {
    let k = (x * 1.4426950408889634).rounded()
    // The first part of ln 2 has 32 bits, so k times it is exact.
    let high = x - k * logarithmOfTwo.high
    let low = k * logarithmOfTwo.low
    let r = high - low
    let lost = (high - r) - low
    var series = 0.0
    for n in stride(from: 13, through: 2, by: -1) { series = series * r + inverseFactorials[n] }
    return (Int(k), r, lost + (r * r * series + lost * r))
  }

  /// ln 2 in two parts; the first has only 32 bits.
  static var logarithmOfTwo: Pair { Pair(high: 0x1.62e42fee00000p-1, low: 0x1.a39ef35793c76p-33) }

  /// 2ᵏ, for k from −1022 to 1023.
  @inline(__always)
  static func powerOfTwo(_ k: Int) -> Double {
    Double(bitPattern: UInt64(k + 1023) << 52)
  }
}

/// 1/n! for n = 0 … 19: Taylor's coefficients of exp, sin and cos.
let inverseFactorials: [Double] = {
  var factorial = 1.0
  return (0...19).map { n in
    if n > 0 { factorial *= Double(n) }
    return 1 / factorial
  }
}()
