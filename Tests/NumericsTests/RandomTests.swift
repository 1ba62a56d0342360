import Numerics
import Testing

@Suite struct RandomTests {
  /// Known answers of the Random123 distribution (kat_vectors, philox4x32, 10 rounds).
  @Test func `Philox gives the published known answers`() {
    #expect(
      Philox.block(counter: .zero, key: .zero)
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func `a draw depends on seed, name and index alone`() {
    let one = NamedRandom(seed: 1)
    #expect(one["x1"].normal(7) == NamedRandom(seed: 1)["x1"].normal(7))
    #expect(one["x1"].uniform(0) != one["x2"].uniform(0))
    #expect(one["x1"].uniform(0) != NamedRandom(seed: 2)["x1"].uniform(0))
    #expect(one["x1"].uniform(0) != one["x1"].uniform(1))
    #expect(one["x1"].uniform(0) != NamedRandom(seed: 1 << 32 | 1)["x1"].uniform(0))
  }

  @Test func `uniforms lie strictly between 0 and 1 and fill it evenly`() {
    let draws = NamedRandom(seed: 3)["uniform"]
    let sample = (0..<20_000).map(draws.uniform)
    #expect(sample.allSatisfy { $0 > 0 && $0 < 1 })
    var bins = [Int](repeating: 0, count: 10)
    for u in sample { bins[Int(u * 10)] += 1 }
    // Chi-squared with 9 degrees of freedom: 27.9 is exceeded once in a thousand.
    #expect(bins.reduce(0) { $0 + Double(($1 - 2000) * ($1 - 2000)) / 2000 } < 27.9)
  }

  @Test func `normals have mean 0, variance 1 and no skew`() {
    let draws = NamedRandom(seed: 4)["normal"]
    let sample = (0..<20_000).map(draws.normal)
    func moment(_ power: Int) -> Double {
      sample.reduce(0) { sum, z in sum + (0..<power).reduce(1) { p, _ in p * z } } / 20_000
    }
    #expect(moment(1).magnitude < 0.03)
    #expect((moment(2) - 1).magnitude < 0.04)
    #expect(moment(3).magnitude < 0.08)
    #expect((moment(4) - 3).magnitude < 0.2)
  }

  @Test func `whole numbers stay below their bound and reach every value`() {
    let draws = NamedRandom(seed: 5)["integer"]
    let sample = (0..<200).map { draws.integer($0, below: 5) }
    #expect(Set(sample) == [0, 1, 2, 3, 4])
  }
}
