/// A ZIP archive (PKWARE's APPNOTE), as Office Open XML wants it: deflated entries, no dates.
package struct Zip {
  private var body: [UInt8] = []
  private var directory: [UInt8] = []
  private var count: UInt16 = 0

  /// An archive without entries.
  package init() {}

  /// Packs a file and adds it. There is no ZIP64: a file and the whole archive stay below 4 GiB, and
  /// there are fewer than 65,536 files.
  ///
  /// - Parameters:
  ///   - name: A path with slashes, in ASCII: no flag says that it is UTF-8.
  ///   - bytes: What the file holds, not yet packed.
  package mutating func add(_ name: String, _ bytes: [UInt8]) {
    let packed = Deflate.packed(bytes)
    let name = Array(name.utf8)
    // Version 2.0, no flags, deflated, the earliest date there is.
    let common =
      Self.words([20, 0, 8, 0, 0x21]) + Self.long(CRC32.of(bytes)) + Self.long(UInt32(packed.count))
      + Self.long(UInt32(bytes.count)) + Self.words([UInt16(name.count), 0])
    let start = UInt32(body.count)
    body += Self.long(0x0403_4b50) + common + name + packed
    directory +=
      Self.long(0x0201_4b50) + Self.words([20]) + common + Self.words([0, 0, 0]) + Self.long(0)
      + Self.long(start) + name
    count += 1
  }

  /// The whole archive: all entries so far, and the directory of them.
  package var bytes: [UInt8] {
    body + directory + Self.long(0x0605_4b50) + Self.words([0, 0, count, count])
      + Self.long(UInt32(directory.count)) + Self.long(UInt32(body.count)) + Self.words([0])
  }

  private static func words(_ words: [UInt16]) -> [UInt8] {
    words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  private static func long(_ word: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
  }
}
