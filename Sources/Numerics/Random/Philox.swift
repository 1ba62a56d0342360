/// Philox4x32-10: ten rounds of multiply-and-mix turn a counter and a key into 128 random bits.
/// There is no state, so draw number one million costs the same as the first.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
package enum Philox {
  /// The 128 random bits that belong to a counter and a key, as four words of 32 bits.
  package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let a = c[0].multipliedFullWidth(by: 0xd251_1f53)
      let b = c[2].multipliedFullWidth(by: 0xcd9e_8d57)
      c = SIMD4(b.high ^ c[1] ^ k[0], b.low, a.high ^ c[3] ^ k[1], a.low)
      k &+= SIMD2(0x9e37_79b9, 0xbb67_ae85)
    }
    return c
  }
}
