import Foundation
import Terminal

/// Reads lines through one buffer, from a file or from a text in memory. A line lies in the buffer until
/// the next one is asked for.
final class LineReader {
  private var buffer: [UInt8]
  private var start = 0
  private var end: Int
  private var source: Source
  private(set) var lineNumber = 0
  /// Where the line last read begins in a text in memory: the number of its piece, and the place in it.
  private(set) var place = (piece: -1, start: 0)
  let name: String

  private enum Source {
    case file(descriptor: Int32)
    /// What is left of a text.
    case pieces(ArraySlice<[UInt8]>)
  }

  /// - Throws: `Failure` if the file cannot be opened, is no regular file or is too large.
  init(path: String) throws {
    name = path
    source = .file(descriptor: try InputFile.open(path, limit: TraceText.largestFile))
    buffer = [UInt8](repeating: 0, count: 1 << 20)
    end = 0
  }

  init(text: TraceText, name: String) {
    self.name = name
    source = .pieces(text.pieces[...])
    buffer = []
    end = 0
  }

  deinit { if case .file(let descriptor) = source { close(descriptor) } }

  /// Hands the next line, without its newline, to `body`; nil at the end.
  ///
  /// - Throws: `TraceError` if the last line has no newline, a line has no end in sight, or reading
  ///   fails.
  func next<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) throws -> Result? {
    var searched = 0
    while true {
      let found = buffer.withUnsafeBufferPointer { bytes -> Int? in
        guard let base = bytes.baseAddress, start + searched < end,
          let place = memchr(base + start + searched, 10, end - start - searched)
        else { return nil }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(place))
      }
      if let newline = found {
        lineNumber += 1
        place.start = start
        defer { start = newline + 1 }
        return try buffer.withUnsafeBufferPointer {
          try body(UnsafeBufferPointer(rebasing: $0[start..<newline]))
        }
      }
      searched = end - start
      if try !refill() {
        if start == end { return nil }
        throw TraceError(name, line: lineNumber + 1, "truncated: the last line has no end")
      }
    }
  }

  /// Reads on; false at the end.
  private func refill() throws -> Bool {
    switch source {
    case .file(let descriptor): return try read(descriptor)
    case .pieces(var rest):
      // A piece ends where a line ends.
      guard start == end, let piece = rest.popFirst() else { return false }
      source = .pieces(rest)
      (buffer, start, end) = (piece, 0, piece.count)
      place.piece += 1
      return true
    }
  }

  /// Makes room, and reads from the file.
  private func read(_ descriptor: Int32) throws -> Bool {
    if start > 0 {
      buffer.withUnsafeMutableBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        memmove(base, base + start, end - start)
      }
      (start, end) = (0, end - start)
    }
    if end > TraceText.longestLine { throw TraceError.longLine(name, lineNumber + 1) }
    if end == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
    let count = buffer.withUnsafeMutableBytes { bytes in
      Foundation.read(descriptor, bytes.baseAddress.map { $0 + end }, bytes.count - end)
    }
    if count < 0 { throw TraceError(name, "cannot read: \(String(cString: strerror(errno)))") }
    end += count
    return count > 0
  }
}
