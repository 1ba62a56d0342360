/// A deflate stream (RFC 1951) of one block with fixed codes. Repetitions are found by the last place
/// where the same four bytes stood: quick, and good enough for XML.
enum Deflate {
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var out = Bits()
    out.add(0b011, 3)  // the last block, fixed codes
    var last = [Int](repeating: -1, count: 1 << 15)
    var i = 0
    while i < bytes.count {
      guard i + 4 <= bytes.count else {
        out.addLiteral(Int(bytes[i]))
        i += 1
        continue
      }
      let slot = hash(bytes, i)
      let before = last[slot]
      last[slot] = i
      let length = before >= 0 && i - before <= 32768 ? match(bytes, before, i) : 0
      if length < 4 {
        out.addLiteral(Int(bytes[i]))
        i += 1
      } else {
        out.addLength(length)
        out.addDistance(i - before)
        let end = i + length
        i += 1
        while i < end {
          if i + 4 <= bytes.count { last[hash(bytes, i)] = i }
          i += 1
        }
      }
    }
    out.addLiteral(256)
    return out.finished
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

  /// Bits, the lowest first.
  private struct Bits {
    private var bytes: [UInt8] = []
    private var open: UInt64 = 0
    private var count: UInt64 = 0

    mutating func add(_ value: Int, _ bits: Int) {
      open |= UInt64(value) << count
      count += UInt64(bits)
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: open))
        open >>= 8
        count -= 8
      }
    }

    /// A Huffman code, which is sent with its highest bit first.
    private mutating func addCode(_ code: Int, _ bits: Int) {
      add((0..<bits).reduce(0) { $0 << 1 | code >> $1 & 1 }, bits)
    }

    mutating func addLiteral(_ symbol: Int) {
      switch symbol {
      case ..<144: addCode(0x30 + symbol, 8)
      case ..<256: addCode(0x190 + symbol - 144, 9)
      case ..<280: addCode(symbol - 256, 7)
      default: addCode(0xc0 + symbol - 280, 8)
      }
    }

    mutating func addLength(_ length: Int) {
      if length == 258 { return addLiteral(285) }
      // Groups of four symbols; each group doubles the lengths that a symbol stands for.
      let n = length - 3
      let extra = n < 8 ? 0 : (Int.bitWidth - n.leadingZeroBitCount) - 3
      let symbol = n < 8 ? 257 + n : 257 + 4 * extra + (n >> extra)
      addLiteral(symbol)
      add(n & (1 << extra - 1), extra)
    }

    mutating func addDistance(_ distance: Int) {
      let n = distance - 1
      let extra = n < 4 ? 0 : (Int.bitWidth - n.leadingZeroBitCount) - 2
      addCode(n < 4 ? n : 2 * extra + (n >> extra), 5)
      add(n & (1 << extra - 1), extra)
    }

    var finished: [UInt8] { count > 0 ? bytes + [UInt8(truncatingIfNeeded: open)] : bytes }
  }
}
