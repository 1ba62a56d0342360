/// Random numbers that have names instead of an order.
///
/// Draw i of "x1" under seed s is a pure function of (s, "x1", i): adding a layer, or drawing in
/// another order, changes no other number. Not for cryptography.
///
///     let noise = NamedRandom(seed: 1)["x1"]
///     noise.normal(0)      // the first draw of x1, always the same
package struct NamedRandom: Sendable {
  /// The same seed gives the same numbers on every machine.
  package let seed: UInt64

  /// Another seed gives other numbers under every name.
  package init(seed: UInt64) { self.seed = seed }

  /// The endless row of draws that belongs to a name.
  package subscript(name: String) -> Draws { Draws(seed: seed, name: name) }

  /// The draws of one name, numbered from 0; each is worked out when it is asked for.
  ///
  /// Uniforms and normals of one number are made of the same random bits, so a name should serve for
  /// one
  /// kind of draw only.
  package struct Draws: Sendable {
    private let key: SIMD2<UInt32>
    private let nameHash: UInt64

    init(seed: UInt64, name: String) {
      key = SIMD2(truncatingIfNeeded: SIMD2(seed, seed >> 32))
      // FNV-1a, 64 bits, over the UTF-8 bytes of the name.
      nameHash = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// Draw i as a number between 0 and 1, both excluded: one of 2⁵² evenly spaced values.
    package func uniform(_ i: Int) -> Double { i & 1 == 0 ? pair(i / 2).0 : pair(i / 2).1 }

    /// Draw i as a whole number from 0 to count − 1.
    package func integer(_ i: Int, below count: Int) -> Int { Int(uniform(i) * Double(count)) }

    /// Draw i from the normal distribution with mean 0 and variance 1.
    ///
    /// Box and Muller: uniforms 2j and 2j + 1 are read as a radius √(−2 ln u) and an angle 2πu′;
    /// the point's two coordinates are normals 2j and 2j + 1.
    package func normal(_ i: Int) -> Double {
      let (u, v) = pair(i / 2)
      let radius = (-2 * Double.log(u)).squareRoot()
      let angle = 2 * Double.pi * v
      return radius * (i & 1 == 0 ? Double.cos(angle) : Double.sin(angle))
    }

    /// Normals 2j and 2j + 1, for less than the two cost one by one.
    package func normals(_ j: Int) -> (Double, Double) {
      let (u, v) = pair(j)
      let radius = (-2 * Double.log(u)).squareRoot()
      let angle = 2 * Double.pi * v
      return (radius * Double.cos(angle), radius * Double.sin(angle))
    }

    /// Uniforms 2j and 2j + 1, for less than the two cost one by one.
    package func uniforms(_ j: Int) -> (Double, Double) { pair(j) }

    /// Uniforms 2j and 2j + 1, which come from one block of random bits.
    private func pair(_ j: Int) -> (Double, Double) {
      let counter = SIMD4<UInt32>(
        truncatingIfNeeded: SIMD4(UInt64(j), UInt64(j) >> 32, nameHash, nameHash >> 32))
      let bits = Philox.block(counter: counter, key: key)
      return (open(bits[0], bits[1]), open(bits[2], bits[3]))
    }

    private func open(_ low: UInt32, _ high: UInt32) -> Double {
      (Double((UInt64(high) << 32 | UInt64(low)) >> 12) + 0.5) * 0x1p-52
    }
  }
}
