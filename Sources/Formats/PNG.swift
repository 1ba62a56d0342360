/// Pictures as PNG files, still ones (ISO/IEC 15948) and moving ones (APNG, in the standard's third edition).
///
/// 8 bits a sample, grey or colour, with the row filter "Up", which turns the repeated rows of an enlarged
/// picture into zeros.
package enum PNG {
  /// - Parameters:
  ///   - bytes: Row by row, each pixel's numbers beside each other.
  ///   - width: Pixels in a row.
  ///   - height: How many rows there are.
  ///   - samples: Numbers a pixel: 1 for grey, 3 for red, green and blue.
  package static func encode(_ bytes: [UInt8], width: Int, height: Int, samples: Int = 1) -> [UInt8]
  {
    file(width, height, samples, chunk("IDAT", packed(bytes, row: width * samples)))
  }

  /// A picture that plays again and again. A viewer that knows no animation shows the first frame.
  ///
  /// - Parameters:
  ///   - frames: Each as for `encode`, with how many milliseconds it stays.
  ///   - width: Pixels in a row, the same in every frame.
  ///   - height: How many rows each frame has.
  ///   - samples: As for `encode`.
  package static func animation(
    _ frames: [(bytes: [UInt8], milliseconds: Int)], width: Int, height: Int, samples: Int
  ) -> [UInt8] {
    var chunks = chunk("acTL", bigEndian(UInt32(frames.count)) + bigEndian(0))
    var sequence: UInt32 = 0
    func next() -> [UInt8] {
      defer { sequence += 1 }
      return bigEndian(sequence)
    }
    for (n, frame) in frames.enumerated() {
      let size = bigEndian(UInt32(width)) + bigEndian(UInt32(height))
      let delay = bigEndian(UInt32(frame.milliseconds) << 16 | 1000)
      chunks += chunk("fcTL", next() + size + [UInt8](repeating: 0, count: 8) + delay + [0, 0])
      let data = packed(frame.bytes, row: width * samples)
      chunks += n == 0 ? chunk("IDAT", data) : chunk("fdAT", next() + data)
    }
    return file(width, height, samples, chunks)
  }

  private static func file(_ width: Int, _ height: Int, _ samples: Int, _ chunks: [UInt8])
    -> [UInt8]
  {
    let colourType: UInt8 = samples == 3 ? 2 : 0
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, colourType, 0, 0, 0]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
      + chunk("IHDR", header) + chunks + chunk("IEND", [])
  }

  /// Rows with their filter's number before them, as a zlib stream (RFC 1950).
  private static func packed(_ bytes: [UInt8], row: Int) -> [UInt8] {
    var raw: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: row) {
      raw.append(2)  // filter "Up": the difference to the row above
      for i in start..<start + row { raw.append(bytes[i] &- (start > 0 ? bytes[i - row] : 0)) }
    }
    var (a, b) = (UInt32(1), UInt32(0))  // Adler-32
    for byte in raw {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return [0x78, 0x01] + Deflate.packed(raw) + bigEndian(b << 16 | a)
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(CRC32.of(body))
  }

  private static func bigEndian(_ word: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }
}
