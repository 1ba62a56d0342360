/// A deflate stream (RFC 1951) of one block with fixed codes. Who writes it decides what is a repetition.
package struct DeflateStream {
  private var bytes: [UInt8] = []
  private var (open, count): (UInt64, UInt64) = (0, 0)

  /// A stream that holds its block's head and no bytes yet.
  package init() { add(0b011, 3) }  // the last block, fixed codes

  /// One byte as it is.
  package mutating func addLiteral(_ byte: UInt8) { addSymbol(Int(byte)) }

  /// The `length` bytes that stand `distance` before: 3 to 258 of them, at most 32,768 back.
  package mutating func addRepetition(length: Int, distance: Int) {
    addLength(length)
    addDistance(distance)
  }

  /// The whole stream.
  package func finished() -> [UInt8] {
    var stream = self
    stream.addSymbol(256)
    if stream.count > 0 { stream.add(0, 8 - Int(stream.count)) }
    return stream.bytes
  }

  /// Bits, the lowest first.
  private mutating func add(_ value: Int, _ bits: Int) {
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

  /// The fixed code for literals and lengths.
  private mutating func addSymbol(_ symbol: Int) {
    switch symbol {
    case ..<144: addCode(0x30 + symbol, 8)
    case ..<256: addCode(0x190 + symbol - 144, 9)
    case ..<280: addCode(symbol - 256, 7)
    default: addCode(0xc0 + symbol - 280, 8)
    }
  }

  private mutating func addLength(_ length: Int) {
    if length == 258 { return addSymbol(285) }
    // Groups of four symbols; each group doubles the lengths that a symbol stands for.
    let n = length - 3
    let extra = n < 8 ? 0 : (Int.bitWidth - n.leadingZeroBitCount) - 3
    addSymbol(n < 8 ? 257 + n : 257 + 4 * extra + (n >> extra))
    add(n & (1 << extra - 1), extra)
  }

  private mutating func addDistance(_ distance: Int) {
    let n = distance - 1
    let extra = n < 4 ? 0 : (Int.bitWidth - n.leadingZeroBitCount) - 2
    addCode(n < 4 ? n : 2 * extra + (n >> extra), 5)
    add(n & (1 << extra - 1), extra)
  }
}
