@testable import Numerics

/// erf and tanh as a person would write them, with branches, divisions and tables: what the
/// branch-free definitions must equal to the last bit.
enum PlainFunctions {
  static func erf(_ x: Double) -> Double {
    if x.isNaN { return x }
    let size = x.magnitude
    if size < 0.5 { return errorSeriesAtZero(x) }
    if size >= 6 { return x < 0 ? -1 : 1 }
    let eighths = (size * 8).rounded()
    let c = eighths / 8
    let h = size - c
    var (previous, current, integral, power) = (0.0, 1.0, h, h)
    for n in 1...12 {
      (previous, current) = (current, -2 * (c * current + previous) / Double(n))
      power *= h
      integral += current * power / Double(n + 1)
    }
    let slope = (1 + twoOverRootPiLessOne) * Double.exp(-c * c)
    let result = errorFunctionAtEighths[Int(eighths) - 4] + slope * integral
    return x < 0 ? -result : result
  }

  private static func errorSeriesAtZero(_ x: Double) -> Double {
    let z = x * x
    var series = 0.0
    for n in stride(from: 12, through: 1, by: -1) {
      let factorial = (1...n).reduce(1.0) { $0 * Double($1) }
      series = (series + 1 / factorial / Double(2 * n + 1) * (n & 1 == 0 ? 1 : -1)) * z
    }
    return x + x * (twoOverRootPiLessOne + (1 + twoOverRootPiLessOne) * series)
  }

  private static let twoOverRootPiLessOne = 0x1.06eba8214db69p-3

  static func tanh(_ x: Double) -> Double {
    if x.isNaN || x == 0 { return x }
    if x.magnitude > 22 { return x < 0 ? -1 : 1 }
    let (k, r, tail) = Double.reducedByLogarithmOfTwo(2 * x.magnitude)
    let quotient: Double
    if k == 0 {
      let lessOne = Pair.sum(r, tail)
      quotient = lessOne.divided(by: lessOne.adding(2))
    } else {
      let sum = Pair.sum(1, r)
      var power = Pair.sum(sum.high, sum.low + tail)
      power.high *= Double.powerOfTwo(k)
      power.low *= Double.powerOfTwo(k)
      quotient = power.adding(-1).divided(by: power.adding(1))
    }
    return x < 0 ? -quotient : quotient
  }

  /// erf(c) for c = 4/8, 5/8, … 48/8.
  private static let errorFunctionAtEighths = [
    0.5204998778130465, 0.623240882188418, 0.7111556336535151, 0.7840750610598597,
    0.8427007929497149, 0.8883882317017078, 0.9229001282564583, 0.9481700727820903,
    0.9661051464753108, 0.9784437332399837, 0.9866716712191824, 0.9919900576701199,
    0.9953222650189527, 0.9973459706405177, 0.9985372834133188, 0.9992170617821089,
    0.999593047982555, 0.9997946242638588, 0.9998993780778803, 0.9999521451602562,
    0.9999779095030014, 0.9999901032653747, 0.9999956972205363, 0.9999981847185726,
    0.9999992569016276, 0.9999997048598075, 0.9999998862727434, 0.999999957486056,
    0.9999999845827421, 0.9999999945765992, 0.9999999981494259, 0.9999999993875167,
    0.9999999998033839, 0.9999999999387839, 0.9999999999815149, 0.9999999999945866,
    0.9999999999984626, 0.9999999999995766, 0.9999999999998869, 0.9999999999999707,
    0.9999999999999927, 0.9999999999999982, 0.9999999999999996, 0.9999999999999999,
    1.0,
  ]
}
