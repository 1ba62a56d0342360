/// erf. Near 0 it is Taylor's series; farther out, the series around the nearest eighth c:
///
///     erf(c + h) = erf(c) + 2/√π · exp(−c²) · ∫₀ʰ exp(−2cs − s²) ds
///
/// where the integrand's coefficients follow from one another, because its derivative is
/// −2·(c + s) times itself. From 6 on, erf is 1 to the last bit.
///
/// Free of branches like `exp`: every case is computed, then one is chosen.
extension Double {
  /// The error function, within 2 ulp: odd, ±1 from ±6 on, NaN of NaN.
  @inlinable @inline(__always)
  package static func erf(_ x: Double) -> Double {
    let size = x.magnitude
    let near = errorFunctionNearZero(size)
    let far = errorFunctionNearEighth(size < 6 ? size : 6)
    let result = select(size < 0.5, near, select(size < 6, far, 1))
    return select(size > 0, Double(signOf: x, magnitudeOf: result), x)
  }

  /// For ½ ≤ x ≤ 6.
  @inlinable @inline(__always)
  static func errorFunctionNearEighth(_ x: Double) -> Double {
    let eighths = (x * 8 + 0.5).rounded(.down)
    let c = eighths / 8
    let h = x - c
    var (previous, current, integral, power) = (0.0, 1.0, h, h)
    @inline(__always) func step(_ n: Double) {
      (previous, current) = (current, (c * current + previous).divided(byConstant: -n / 2))
      power *= h
      integral += (current * power).divided(byConstant: n + 1)
    }
    step(1)
    step(2)
    step(3)
    step(4)
    step(5)
    step(6)
    step(7)
    step(8)
    step(9)
    step(10)
    step(11)
    step(12)
    let slope = (1 + twoOverRootPiLessOne) * exp(-c * c)
    return errorFunction(atEighths: eighths) + slope * integral
  }

  /// 2/√π · (x − x³/3 + x⁵/(2!·5) − x⁷/(3!·7) + …), for 0 ≤ x < ½.
  @inlinable @inline(__always)
  static func errorFunctionNearZero(_ x: Double) -> Double {
    let z = x * x
    var series = 1 / 479_001_600.0 / 25 * z
    series = (series - 1 / 39_916_800.0 / 23) * z
    series = (series + 1 / 3_628_800.0 / 21) * z
    series = (series - 1 / 362_880.0 / 19) * z
    series = (series + 1 / 40_320.0 / 17) * z
    series = (series - 1 / 5_040.0 / 15) * z
    series = (series + 1 / 720.0 / 13) * z
    series = (series - 1 / 120.0 / 11) * z
    series = (series + 1 / 24.0 / 9) * z
    series = (series - 1 / 6.0 / 7) * z
    series = (series + 1 / 2.0 / 5) * z
    series = (series - 1 / 1.0 / 3) * z
    // x·2/√π as x + 0.128…·x: the larger part is then exact.
    return x + x * (twoOverRootPiLessOne + (1 + twoOverRootPiLessOne) * series)
  }

  /// 2/√π − 1
  @inlinable @inline(__always)
  static var twoOverRootPiLessOne: Double { 0x1.06eba8214db69p-3 }

  /// erf(k/8) for k = 4 … 48, chosen by the bits of k − 4: a table in memory would be read number
  /// by number.
  @inlinable @inline(__always)
  static func errorFunction(atEighths k: Double) -> Double {
    let place = (k + 0x1p52).bitPattern &- (0x1p52 + 4).bitPattern
    let (bit0, bit1) = (place & 1 != 0, place & 2 != 0)
    let (bit2, bit3) = (place & 4 != 0, place & 8 != 0)
    @inline(__always) func four(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
      bit1 ? (bit0 ? d : c) : (bit0 ? b : a)
    }
    @inline(__always) func sixteen(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
      bit3 ? (bit2 ? d : c) : (bit2 ? b : a)
    }
    let part0 = sixteen(
      four(0.5204998778130465, 0.623240882188418, 0.7111556336535151, 0.7840750610598597),
      four(0.8427007929497149, 0.8883882317017078, 0.9229001282564583, 0.9481700727820903),
      four(0.9661051464753108, 0.9784437332399837, 0.9866716712191824, 0.9919900576701199),
      four(0.9953222650189527, 0.9973459706405177, 0.9985372834133188, 0.9992170617821089))
    let part1 = sixteen(
      four(0.999593047982555, 0.9997946242638588, 0.9998993780778803, 0.9999521451602562),
      four(0.9999779095030014, 0.9999901032653747, 0.9999956972205363, 0.9999981847185726),
      four(0.9999992569016276, 0.9999997048598075, 0.9999998862727434, 0.999999957486056),
      four(0.9999999845827421, 0.9999999945765992, 0.9999999981494259, 0.9999999993875167))
    let part2 = sixteen(
      four(0.9999999998033839, 0.9999999999387839, 0.9999999999815149, 0.9999999999945866),
      four(0.9999999999984626, 0.9999999999995766, 0.9999999999998869, 0.9999999999999707),
      four(0.9999999999999927, 0.9999999999999982, 0.9999999999999996, 0.9999999999999999),
      four(1.0, 1.0, 1.0, 1.0))
    return place < 16 ? part0 : place < 32 ? part1 : part2
  }
}
