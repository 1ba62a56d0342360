/// The most multiply-adds a second that this processor can do on one thread without fusing them:
/// a loop whose numbers never leave the registers.
enum Peak {
  /// Steps of twenty vectors, each multiplied and added.
  private static let steps = 10_000

  /// How many multiplications and additions one call of a loop does.
  static func operations<V: SIMD>(_: V.Type) -> Double { 2 * 20 * Double(V.scalarCount * steps) }

  nonisolated(unsafe) private static var floats = (0..<21).map {
    SIMD16(repeating: 0x1p-30 * Float($0))
  }
  nonisolated(unsafe) private static var doubles = (0..<21).map {
    SIMD8(repeating: 0x1p-60 * Double($0))
  }

  @inline(never) static func floatLoop() { loop(&floats) }
  @inline(never) static func doubleLoop() { loop(&doubles) }

  /// Enough independent sums that none has to wait for itself; starts that the compiler does not
  /// know, or it would see that sums are alike.
  @inline(__always)
  private static func loop<V: SIMD>(_ v: inout [V]) where V.Scalar: BinaryFloatingPoint {
    var (s0, s1, s2, s3, s4) = (v[0], v[1], v[2], v[3], v[4])
    var (s5, s6, s7, s8, s9) = (v[5], v[6], v[7], v[8], v[9])
    var (s10, s11, s12, s13, s14) = (v[10], v[11], v[12], v[13], v[14])
    var (s15, s16, s17, s18, s19) = (v[15], v[16], v[17], v[18], v[19])
    let a = v[20]
    for _ in 0..<steps {
      s0 += a * s0
      s1 += a * s1
      s2 += a * s2
      s3 += a * s3
      s4 += a * s4
      s5 += a * s5
      s6 += a * s6
      s7 += a * s7
      s8 += a * s8
      s9 += a * s9
      s10 += a * s10
      s11 += a * s11
      s12 += a * s12
      s13 += a * s13
      s14 += a * s14
      s15 += a * s15
      s16 += a * s16
      s17 += a * s17
      s18 += a * s18
      s19 += a * s19
    }
    let sums = [
      s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19,
    ]
    for (i, s) in sums.enumerated() { v[i] = s }
  }
}
