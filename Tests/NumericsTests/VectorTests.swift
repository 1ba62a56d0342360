import Foundation
import Numerics
import Testing

/// What lets loops over elementary functions become vectors must not change a bit.
@Suite struct VectorTests {
  /// The reference tables' arguments, and a million of all sizes: every bit pattern is as likely.
  static func arguments(_ table: String) throws -> [Double] {
    let bits = NamedRandom(seed: 16)["bits"]
    let ofAllSizes = (0..<500_000).map {
      Double(bitPattern: UInt64(bits.uniform($0) * 0x1p52) << 12 | UInt64($0))
    }
    let usual = (0..<500_000).map { 12 * bits.uniform(500_000 + $0) - 6 }
    return try Reference.table(table).map(\.x) + ofAllSizes + usual
      + [0, -0.0, .infinity, -.infinity, .nan, 0.5, -0.5, 22, 6, .leastNonzeroMagnitude]
  }

  func firstDifference(_ x: [Double], _ a: (Double) -> Double, _ b: (Double) -> Double) -> Double? {
    x.first { a($0).bitPattern != b($0).bitPattern }
  }

  @Test func `erf and tanh without branches equal the plain definitions`() throws {
    let erf = try firstDifference(Self.arguments("erf"), Double.erf, PlainFunctions.erf)
    #expect(erf == nil)
    let tanh = try firstDifference(Self.arguments("tanh"), Double.tanh, PlainFunctions.tanh)
    #expect(tanh == nil)
  }

  /// `inArrays` runs as vectors, `$0` of the single call as itself.
  func expectSameBits(
    _ name: String, _ single: (Double) -> Double, _ inArrays: ([Double]) -> [Double],
    _ singleFloat: (Float) -> Float, _ floatInArrays: ([Float]) -> [Float]
  ) throws {
    let x = try Self.arguments(name)
    let y = inArrays(x)
    #expect(x.indices.first { y[$0].bitPattern != single(x[$0]).bitPattern } == nil, "\(name)")
    let floats = x.map { Float($0) }
    let results = floatInArrays(floats)
    let wrong = floats.indices.first {
      results[$0].bitPattern != singleFloat(floats[$0]).bitPattern
    }
    #expect(wrong == nil, "\(name) in Float")
  }

  @Test func `in an array, exp, tanh and erf give the bits of single calls`() throws {
    try expectSameBits(
      "exp", { .exp($0) }, { $0.map { .exp($0) } }, { .exp($0) }, { $0.map { .exp($0) } })
    try expectSameBits(
      "tanh", { .tanh($0) }, { $0.map { .tanh($0) } }, { .tanh($0) }, { $0.map { .tanh($0) } })
    try expectSameBits(
      "erf", { .erf($0) }, { $0.map { .erf($0) } }, { .erf($0) }, { $0.map { .erf($0) } })
  }

  /// Every 4,099th Float, and all of them where TINYHAT_EVERY_FLOAT is set (some minutes).
  func expectRoundedOnce(_ name: String, _ float: (Float) -> Float, _ double: (Double) -> Double) {
    let all = ProcessInfo.processInfo.environment["TINYHAT_EVERY_FLOAT"] != nil
    let wrong = stride(from: 0, through: UInt32.max, by: all ? 1 : 4099).first { bits in
      let x = Float(bitPattern: bits)
      let (ours, rounded) = (float(x), Float(double(Double(x))))
      return ours.bitPattern != rounded.bitPattern && !(ours.isNaN && rounded.isNaN)
    }
    #expect(wrong == nil, "\(name) at \(Float(bitPattern: wrong ?? 0))")
  }

  @Test func `exp and erf in Float are those in Double, rounded once`() {
    expectRoundedOnce("exp", Float.exp, Double.exp)
    expectRoundedOnce("erf", Float.erf, Double.erf)
  }
}
