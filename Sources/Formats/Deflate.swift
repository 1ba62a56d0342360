/// Deflates: repetitions are found by the last place where the same four bytes stood, which is quick, and good
/// enough for XML and for pictures of large pixels.
package enum Deflate {
  /// A raw deflate stream (RFC 1951), without what zlib and gzip put around one.
  package static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var out = DeflateStream()
    var last = [Int](repeating: -1, count: 1 << 15)
    var i = 0
    while i < bytes.count {
      guard i + 4 <= bytes.count else {
        out.addLiteral(bytes[i])
        i += 1
        continue
      }
      let slot = hash(bytes, i)
      let before = last[slot]
      last[slot] = i
      let length = before >= 0 && i - before <= 32768 ? match(bytes, before, i) : 0
      if length < 4 {
        out.addLiteral(bytes[i])
        i += 1
      } else {
        out.addRepetition(length: length, distance: i - before)
        let end = i + length
        i += 1
        while i < end {
          if i + 4 <= bytes.count { last[hash(bytes, i)] = i }
          i += 1
        }
      }
    }
    return out.finished()
  }

  private static func hash(_ b: [UInt8], _ i: Int) -> Int {
    let word =
      UInt32(b[i]) | UInt32(b[i + 1]) << 8 | UInt32(b[i + 2]) << 16 | UInt32(b[i + 3]) << 24
    return Int((word &* 0x9e37_79b1) >> 17)
  }

  /// How many bytes from `a` on are those from `b` on; at most 258.
  private static func match(_ bytes: [UInt8], _ a: Int, _ b: Int) -> Int {
    let most = min(258, bytes.count - b)
    var n = 0
    while n < most && bytes[a + n] == bytes[b + n] { n += 1 }
    return n
  }
}
