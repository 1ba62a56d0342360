/// Pictures as PNG files, each pixel enlarged to a square with hard edges.
///
/// Writes 8-bit grey or colour PNG (ISO/IEC 15948) with the row filter "Up", which turns the repeated rows of
/// an enlarged picture into zeros, and a deflate stream (RFC 1951) of fixed codes that knows one
/// kind of repetition: the same byte again. Not a general compressor.
public enum PNG {
  /// Pictures of one size on a grey ground, `perRow` beside each other.
  public static func sheet(_ pictures: [Pixels], perRow: Int, scale: Int, gap: Int = 4) -> [UInt8] {
    guard let first = pictures.first else { return encode([128], width: 1, height: 1) }
    let samples = first.channels
    let (w, h) = (first.columns * scale + gap, first.rows * scale + gap)
    let down = (pictures.count + perRow - 1) / perRow
    let (width, height) = (perRow * w + gap, down * h + gap)
    var bytes = [UInt8](repeating: 128, count: width * height * samples)
    for (n, picture) in pictures.enumerated() {
      let (left, top) = (n % perRow * w + gap, n / perRow * h + gap)
      for y in 0..<picture.rows * scale {
        for x in 0..<picture.columns * scale {
          let colour = picture.colour(y / scale, x / scale)
          let place = ((top + y) * width + left + x) * samples
          for s in 0..<samples { bytes[place + s] = colour[s] }
        }
      }
    }
    return encode(bytes, width: width, height: height, samples: samples)
  }

  /// - Parameter samples: Numbers a pixel: 1 for grey, 3 for red, green and blue.
  static func encode(_ bytes: [UInt8], width: Int, height: Int, samples: Int = 1) -> [UInt8] {
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
    return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
  }

  private static func bigEndian(_ word: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { c, _ in c & 1 == 1 ? c >> 1 ^ 0xedb8_8320 : c >> 1 }
    }
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
    var bits = BitWriter()
    bits.write(0b011, count: 3)  // the last block, fixed codes
    var i = 0
    while i < bytes.count {
      var run = 0
      if i > 0 {
        while run < 258, i + run < bytes.count, bytes[i + run] == bytes[i - 1] { run += 1 }
      }
      if run >= 3 {
        writeLength(run, &bits)
        bits.writeCode(0, count: 5)  // distance 1
        i += run
      } else {
        writeSymbol(Int(bytes[i]), &bits)
        i += 1
      }
    }
    writeSymbol(256, &bits)
    return bits.finished()
  }

  /// Lengths 3 … 258: the code of the longest base that is not above it, then the rest.
  private static func writeLength(_ length: Int, _ bits: inout BitWriter) {
    if length == 258 { return writeSymbol(285, &bits) }
    var (symbol, base, extra) = (257, 3, 0)
    while length >= base + 1 << extra {
      base += 1 << extra
      symbol += 1
      if symbol >= 265 && (symbol - 265) % 4 == 0 { extra += 1 }
    }
    writeSymbol(symbol, &bits)
    bits.write(length - base, count: extra)
  }

  /// RFC 1951's fixed code for literals and lengths.
  private static func writeSymbol(_ symbol: Int, _ bits: inout BitWriter) {
    switch symbol {
    case 0...143: bits.writeCode(0x30 + symbol, count: 8)
    case 144...255: bits.writeCode(0x190 + symbol - 144, count: 9)
    case 256...279: bits.writeCode(symbol - 256, count: 7)
    default: bits.writeCode(0xc0 + symbol - 280, count: 8)
    }
  }

  private struct BitWriter {
    private var bytes: [UInt8] = []
    private var (buffer, used) = (0, 0)

    /// Lowest bit first.
    mutating func write(_ value: Int, count: Int) {
      buffer |= value << used
      used += count
      while used >= 8 {
        bytes.append(UInt8(buffer & 255))
        buffer >>= 8
        used -= 8
      }
    }

    /// Highest bit first, as codes are.
    mutating func writeCode(_ code: Int, count: Int) {
      for bit in (0..<count).reversed() { write(code >> bit & 1, count: 1) }
    }

    mutating func finished() -> [UInt8] {
      if used > 0 { write(0, count: 8 - used) }
      return bytes
    }
  }
}
