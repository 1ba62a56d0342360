import Foundation

/// Reads lines, from a file or from a text in memory. A line lies in its piece until the next one is asked
/// for.
final class LineReader {
  /// Whole lines, and how far they are read.
  private var piece: [UInt8] = []
  private var start = 0
  private(set) var lineNumber = 0
  /// Where the line last read begins: the number of its piece, and the place in it.
  private(set) var place = (piece: -1, start: 0)
  let name: String
  private let nextPiece: () throws -> [UInt8]?

  /// - Throws: `Failure` if the file cannot be opened, is no regular file or is too large.
  init(path: String) throws {
    name = path
    nextPiece = try PieceReader(path: path).next
  }

  init(text: TraceText, name: String) {
    self.name = name
    var rest = text.pieces[...]
    nextPiece = { rest.popFirst() }
  }

  /// Hands the next line, without its newline, to `body`; nil at the end.
  ///
  /// - Throws: `TraceError` if the last line has no newline, a line has no end in sight, or reading
  ///   fails.
  func next<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) throws -> Result? {
    while start == piece.count {
      guard let next = try nextPiece() else { return nil }
      (piece, start) = (next, 0)
      place.piece += 1
    }
    return try piece.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress,
        let newline = memchr(base + start, 10, bytes.count - start)
      else { throw TraceError(name, line: lineNumber + 1, "truncated: the last line has no end") }
      let end = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(newline))
      lineNumber += 1
      place.start = start
      defer { start = end + 1 }
      return try body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
    }
  }
}
