/// sin and cos. The angle is first turned into whole quarter turns and a rest r with |r| ≤ π/4,
/// where Taylor's series needs few terms.
///
/// The reduction is Payne and Hanek's: x is a whole number M times a power of two, and M times the
/// right 192 bits of 2/π, in whole-number arithmetic, gives the quarter turns modulo 4 and 190 bits
/// of the rest. So sin(10³⁰⁰) is as accurate as sin(1).
extension Double {
  /// The sine of x radians, within 1 ulp. The sign of a zero stays; NaN at ±∞.
  @usableFromInline
  package static func sin(_ x: Double) -> Double {
    if x == 0 { return x }
    guard x.isFinite else { return .nan }
    let (quarter, rest) = quarterTurns(x)
    switch quarter & 3 {
    case 0: return sineSeries(rest)
    case 1: return cosineSeries(rest)
    case 2: return -sineSeries(rest)
    default: return -cosineSeries(rest)
    }
  }

  /// The cosine of x radians, within 1 ulp; NaN at ±∞.
  @usableFromInline
  package static func cos(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    let (quarter, rest) = quarterTurns(x)
    switch quarter & 3 {
    case 0: return cosineSeries(rest)
    case 1: return -sineSeries(rest)
    case 2: return -cosineSeries(rest)
    default: return sineSeries(rest)
    }
  }

  /// x = quarter·π/2 + rest, |rest| ≤ π/4; quarter counts modulo 4.
  private static func quarterTurns(_ x: Double) -> (quarter: Int, rest: Pair) {
    let size = x.magnitude
    if size <= .pi / 4 { return (0, Pair(high: x, low: 0)) }
    // size = mantissa · 2^power
    let power = Int(size.bitPattern >> 52) - 1075
    let mantissa = size.bitPattern & 0xf_ffff_ffff_ffff | 1 << 52
    // Bits of 2/π above weight 2 add multiples of four quarter turns: start at the bit that,
    // times 2^power, weighs 2. The table has 64 leading zero bits.
    let start = power + 62
    let (word, shift) = (start >> 6, UInt64(start & 63))
    func window(_ n: Int) -> UInt64 {
      let high = twoOverPi[word + n] << shift
      return shift == 0 ? high : high | twoOverPi[word + n + 1] >> (64 - shift)
    }
    let low = mantissa.multipliedFullWidth(by: window(2))
    let middle = mantissa.multipliedFullWidth(by: window(1))
    let (w1, carry) = middle.low.addingReportingOverflow(low.high)
    let w2 = mantissa &* window(0) &+ middle.high &+ (carry ? 1 : 0)
    // The top two bits count quarter turns; rounding to the nearest leaves a signed rest.
    let quarter = Int((w2 &+ 1 << 61) >> 62)
    var rest = [w2 &- UInt64(quarter) << 62, w1, low.low]
    let isNegative = rest[0] >> 63 == 1
    if isNegative { rest = negated(rest) }
    var angle = scaled(rest)
    if isNegative != (x < 0) { angle = Pair(high: -angle.high, low: -angle.low) }
    return (x < 0 ? -quarter : quarter, angle)
  }

  /// Two's complement of a 192-bit number, highest word first.
  private static func negated(_ words: [UInt64]) -> [UInt64] {
    var result = words.map { ~$0 }
    for n in [2, 1, 0] {
      result[n] &+= 1
      if result[n] != 0 { break }
    }
    return result
  }

  /// A rest in units of 2⁻¹⁹⁰ quarter turns as radians.
  private static func scaled(_ words: [UInt64]) -> Pair {
    var (w, exponent) = (words, Int64(2))
    while w[0] == 0 && exponent > -126 {
      (w, exponent) = ([w[1], w[2], 0], exponent - 64)
    }
    let zeros = Int64(w[0].leadingZeroBitCount)
    if zeros > 0 && zeros < 64 {
      let shift = UInt64(zeros)
      w = [w[0] << shift | w[1] >> (64 - shift), w[1] << shift | w[2] >> (64 - shift), 0]
    }
    // The first 53 bits and the next 53, each exact in a Double.
    let first = Double(w[0] >> 11) * powerOfTwo(exponent - zeros - 53)
    let next = Double((w[0] & 0x7ff) << 42 | w[1] >> 22) * powerOfTwo(exponent - zeros - 106)
    let halfPi = Pair(high: 0x1.921fb54442d18p+0, low: 0x1.1a62633145c07p-54)
    let product = Pair.product(first, halfPi.high)
    return Pair.sum(product.high, product.low + (first * halfPi.low + next * halfPi.high))
  }

  /// sin(high + low) = high + (high³·(−1/3! + high²/5! − …) + low·(1 − high²/2))
  private static func sineSeries(_ angle: Pair) -> Double {
    let (r, z) = (angle.high, angle.high * angle.high)
    var series = 0.0
    for n in stride(from: 17, through: 3, by: -2) {
      series = series * z + (n & 2 == 0 ? inverseFactorials[n] : -inverseFactorials[n])
    }
    return r + (r * z * series + angle.low * (1 - 0.5 * z))
  }

  /// cos(high + low) = 1 − high²/2 + (high⁴·(1/4! − high²/6! + …) − high·low)
  private static func cosineSeries(_ angle: Pair) -> Double {
    let (r, z) = (angle.high, angle.high * angle.high)
    var series = 0.0
    for n in stride(from: 18, through: 4, by: -2) {
      series = series * z + (n & 2 == 0 ? inverseFactorials[n] : -inverseFactorials[n])
    }
    let half = 0.5 * z
    let most = 1 - half
    return most + (((1 - most) - half) + (z * z * series - r * angle.low))
  }
}

/// The first 1,280 bits of 2/π after the binary point, behind 64 zero bits.
private let twoOverPi: [UInt64] = [
  0,
  0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041, 0xfe51_63ab_debb_c561,
  0xb724_6e3a_424d_d2e0, 0x0649_2eea_09d1_921c, 0xfe1d_eb1c_b129_a73e, 0xe882_35f5_2ebb_4484,
  0xe99c_7026_b45f_7e41, 0x3991_d639_8353_39f4, 0x9c84_5f8b_bdf9_283b, 0x1ff8_97ff_de05_980f,
  0xef2f_118b_5a0a_6d1f, 0x6d36_7ecf_27cb_09b7, 0x4f46_3f66_9e5f_ea2d, 0x7527_bac7_ebe5_f17b,
  0x3d07_39f7_8a52_92ea, 0x6bfb_5fb1_1f8d_5d08, 0x5603_3046_fc7b_6bab, 0xf0cf_bc20_9af4_361d,
]
