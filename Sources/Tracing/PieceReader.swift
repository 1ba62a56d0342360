import Foundation
import Terminal

/// Reads a text file in pieces of about a mebibyte that end where a line ends. Only the last one may lack
/// its newline.
final class PieceReader {
  private let name: String
  private let descriptor: Int32
  /// Read, but not handed out: the beginning of a line.
  private var rest: [UInt8] = []
  /// How many lines the pieces had so far.
  private var lines = 0

  /// - Throws: `Failure` if the file cannot be opened, is no regular file or is too large.
  init(path: String) throws {
    name = path
    descriptor = try InputFile.open(path, limit: TraceText.largestFile)
  }

  deinit { close(descriptor) }

  /// The next piece; nil at the end.
  ///
  /// - Throws: `TraceError` if reading fails or a line has no end in sight.
  func next() throws -> [UInt8]? {
    while try read() {
      guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else {
        if rest.count <= TraceText.longestLine { continue }
        throw TraceError.longLine(name, lines + 1)
      }
      let piece = Array(rest[...end])
      rest.removeFirst(end + 1)
      lines += piece.count { $0 == UInt8(ascii: "\n") }
      return piece
    }
    defer { rest = [] }
    return rest.isEmpty ? nil : rest
  }

  /// Reads on; false at the end of the file.
  private func read() throws -> Bool {
    let (start, size) = (rest.count, TraceText.size)
    rest += [UInt8](repeating: 0, count: size)
    let count = rest.withUnsafeMutableBytes { bytes in
      Foundation.read(descriptor, bytes.baseAddress.map { $0 + start }, size)
    }
    if count < 0 { throw TraceError(name, "cannot read: \(String(cString: strerror(errno)))") }
    rest.removeLast(size - count)
    return count > 0
  }
}
