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
    while var piece = try read(after: rest) {
      guard let end = piece.lastIndex(of: UInt8(ascii: "\n")) else {
        if piece.count > TraceText.longestLine { throw TraceError.longLine(name, lines + 1) }
        rest = piece
        continue
      }
      rest = Array(piece[(end + 1)...])
      piece.removeLast(rest.count)
      lines += piece.reduce(0) { $0 &+ ($1 == UInt8(ascii: "\n") ? 1 : 0) }
      return piece
    }
    defer { rest = [] }
    return rest.isEmpty ? nil : rest
  }

  /// A line's beginning, and what comes after it in the file; nil at its end.
  private func read(after start: [UInt8]) throws -> [UInt8]? {
    let size = TraceText.size
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: start.count + size) { bytes, filled in
      _ = bytes.initialize(from: start)
      count = Foundation.read(descriptor, bytes.baseAddress.map { $0 + start.count }, size)
      filled = start.count + max(count, 0)
    }
    if count < 0 { throw TraceError(name, "cannot read: \(String(cString: strerror(errno)))") }
    return count > 0 ? bytes : nil
  }
}
