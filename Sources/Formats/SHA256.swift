/// SHA-256: 32 bytes that no other text is known to have. NIST, "Secure Hash Standard", FIPS 180-4, 2015,
/// section 6.2.
package enum SHA256 {
  /// The digest of a text's UTF-8 bytes, as 64 hexadecimal digits: what `sha256sum` prints of such a file.
  package static func digest(of text: String) -> String { digest(of: [Array(text.utf8)]) }

  /// The same of bytes in pieces.
  package static func digest(of pieces: [[UInt8]]) -> String {
    var (state, words) = (start, [UInt32](repeating: 0, count: 64))
    /// Adds all whole blocks, and returns what is left.
    func addBlocks(of bytes: [UInt8]) -> [UInt8] {
      let whole = bytes.count / 64
      bytes.withUnsafeBufferPointer { bytes in
        for n in 0..<whole { add(bytes, at: 64 * n, to: &state, &words) }
      }
      return Array(bytes[(64 * whole)...])
    }
    var (rest, count) = ([UInt8](), 0)
    for piece in pieces {
      rest = addBlocks(of: rest + piece)
      count += piece.count
    }
    // A bit 1, zeros, and the length in bits.
    rest += [0x80]
    rest += [UInt8](repeating: 0, count: (120 - rest.count) % 64)
    _ = addBlocks(of: rest + bigEndian(UInt64(8 * count)))
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func bigEndian(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
  }

  /// One block of 64 bytes; `words` is room for its 64 words.
  private static func add(
    _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, to state: inout [UInt32],
    _ words: inout [UInt32]
  ) {
    for n in 0..<64 { words[n / 4] = words[n / 4] << 8 | UInt32(bytes[start + n]) }
    for n in 16..<64 {
      let (a, b) = (words[n - 15], words[n - 2])
      let s0 = turned(a, 7) ^ turned(a, 18) ^ a >> 3
      let s1 = turned(b, 17) ^ turned(b, 19) ^ b >> 10
      words[n] = words[n - 16] &+ s0 &+ words[n - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for n in 0..<64 {
      let s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
      let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[n] &+ words[n]
      let s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
      let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
      (a, b, c, d, e, f, g, h) = (t1 &+ t2, a, b, c, d &+ t1, e, f, g)
    }
    for (i, v) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= v }
  }

  private static func turned(_ word: UInt32, _ places: UInt32) -> UInt32 {
    word >> places | word << (32 - places)
  }

  private static let primes = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
  /// The first 32 bits behind the point of the square roots of the first eight primes.
  private static let start = primes.prefix(8).map { fraction(of: Double($0).squareRoot()) }
  /// Those of the cube roots of the first 64 primes.
  private static let constants = primes.map { fraction(of: cubeRoot(of: $0)) }

  private static func fraction(of number: Double) -> UInt32 {
    UInt32((number - number.rounded(.down)) * 0x1p32)
  }

  /// By Newton's steps, to the last bits; 32 behind the point are wanted.
  private static func cubeRoot(of n: Int) -> Double {
    var x = Double(n)
    for _ in 0..<100 { x -= (x * x * x - Double(n)) / (3 * x * x) }
    return x
  }
}
