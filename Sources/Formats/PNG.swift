/// Pictures as PNG files.
///
/// Writes 8-bit grey or colour PNG (ISO/IEC 15948) with the row filter "Up", which turns the repeated rows of
/// an enlarged picture into zeros, and a deflate stream (RFC 1951) of fixed codes that knows one
/// kind of repetition: the same byte again. Not a general compressor.
package enum PNG {
  /// - Parameters:
  ///   - bytes: Row by row, each pixel's numbers beside each other.
  ///   - samples: Numbers a pixel: 1 for grey, 3 for red, green and blue.
  package static func encode(_ bytes: [UInt8], width: Int, height: Int, samples: Int = 1) -> [UInt8]
  {
    var raw: [UInt8] = []
    let row = width * samples
    for y in 0..<height {
      raw.append(2)  // filter "Up": the difference to the row above
      for x in 0..<row { raw.append(bytes[y * row + x] &- (y > 0 ? bytes[(y - 1) * row + x] : 0)) }
    }
    let colourType: UInt8 = samples == 3 ? 2 : 0
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, colourType, 0, 0, 0]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
      + chunk("IHDR", header) + chunk("IDAT", zlib(raw)) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(CRC32.of(body))
  }

  private static func bigEndian(_ word: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  /// A zlib stream (RFC 1950) of one deflate block.
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var (a, b) = (UInt32(1), UInt32(0))  // Adler-32
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return [0x78, 0x01] + deflate(bytes) + bigEndian(b << 16 | a)
  }

  private static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var stream = DeflateStream()
    var i = 0
    while i < bytes.count {
      var run = 0
      if i > 0 {
        while run < 258, i + run < bytes.count, bytes[i + run] == bytes[i - 1] { run += 1 }
      }
      if run >= 3 {
        stream.addRepetition(length: run, distance: 1)
        i += run
      } else {
        stream.addLiteral(bytes[i])
        i += 1
      }
    }
    return stream.finished()
  }
}
