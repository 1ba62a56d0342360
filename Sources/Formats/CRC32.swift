/// The checksum of ZIP and PNG (ISO 3309).
package enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { n in
    var c = UInt32(n)
    for _ in 0..<8 { c = c & 1 == 1 ? (c >> 1) ^ 0xedb8_8320 : c >> 1 }
    return c
  }

  /// The checksum of some bytes; 0 of none.
  package static func of(_ bytes: [UInt8]) -> UInt32 {
    var c = UInt32.max
    for byte in bytes { c = table[Int(UInt8(truncatingIfNeeded: c) ^ byte)] ^ (c >> 8) }
    return ~c
  }
}
