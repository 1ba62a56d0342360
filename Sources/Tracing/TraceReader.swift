import Foundation

/// Reads a trace from its start to its end, one line at a time, checking its form on the way.
///
/// What it holds does not grow with the number of lines, only (by a hash each) with the number of
/// grids, to notice a name that is used twice.
final class TraceReader {
  /// The line last read. Its text stays valid until the next `advance`.
  private(set) var line: [UInt8] = []
  private(set) var nameEnd = 0
  private(set) var valueEnd = 0
  /// The grid's name is `line[0..<gridEnd]`.
  private(set) var gridEnd = 0
  private(set) var isAtEnd = false
  private(set) var settings: [(name: String, value: String)] = []
  private(set) var entries = 0
  private let lines: LineReader
  private var previous: [UInt8] = []
  private var previousGridEnd = -1
  private var grids: Set<Int> = []

  convenience init(path: String) throws { try self.init(LineReader(path: path)) }

  convenience init(text: String, name: String) throws {
    try self.init(LineReader(bytes: Array(text.utf8), name: name))
  }

  private init(_ lines: LineReader) throws {
    self.lines = lines
    let first = try lines.next { String(decoding: $0, as: UTF8.self) }
    guard let first else { throw TraceError(lines.name, "empty: not a trace") }
    if first.hasSuffix("\r") { throw error("the line ends in CR LF; convert it to LF") }
    guard first.hasPrefix(TraceWriter.title) else { throw error("not a trace of Tiny Hat") }
    guard first == TraceWriter.title + "\(TraceWriter.format)" else {
      throw error(
        "format \(first.dropFirst(TraceWriter.title.count)), but this program reads "
          + "format \(TraceWriter.format)")
    }
    try advance()
  }

  var name: String { lines.name }
  var lineNumber: Int { lines.lineNumber }
  var entryName: String { String(decoding: line[..<nameEnd], as: UTF8.self) }
  var gridName: String { String(decoding: line[..<gridEnd], as: UTF8.self) }
  var recipe: String { String(decoding: line[(valueEnd + 1)...], as: UTF8.self) }
  var valueText: String { String(decoding: line[(nameEnd + 1)..<valueEnd], as: UTF8.self) }

  func error(_ reason: String) -> TraceError {
    TraceError(lines.name, line: lines.lineNumber, reason)
  }

  /// The value of the current line.
  func value() throws -> Double {
    guard let value = Double(valueText) else { throw error("'\(valueText)' is not a number") }
    return value
  }

  /// Goes on to the next number.
  ///
  /// - Throws: `TraceError` if the line is not of the form name, value, recipe, if a name comes
  ///   twice, or if the trace ends early.
  func advance() throws {
    swap(&previous, &line)
    previousGridEnd = entries == 0 ? -1 : gridEnd
    while true {
      let kind = try lines.next { bytes -> LineKind in
        if bytes.first == UInt8(ascii: "#") {
          return .comment(String(decoding: bytes, as: UTF8.self))
        }
        line.removeAll(keepingCapacity: true)
        line.append(contentsOf: bytes)
        return .number
      }
      switch kind {
      case nil: throw TraceError(name, line: lineNumber, "truncated: the closing line is missing")
      case .comment(let text):
        if try finish(text) { return }
      case .number:
        try split()
        try checkOrder()
        entries += 1
        return
      }
    }
  }

  private enum LineKind {
    case comment(String)
    case number
  }

  /// Reads a comment; true if it is the closing line.
  private func finish(_ text: String) throws -> Bool {
    let fields = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    if fields[0] == "# setting" && fields.count == 3 { settings.append((fields[1], fields[2])) }
    guard fields[0] == "# end" else { return false }
    guard fields.count == 2, Int(fields[1]) == entries else {
      throw error("the closing line counts \(fields.last ?? "") numbers, but there are \(entries)")
    }
    isAtEnd = true
    (line, nameEnd, gridEnd) = ([], 0, 0)
    if let extra = try lines.next({ $0.count }) {
      throw error("\(extra) bytes after the closing line")
    }
    return true
  }

  /// Finds the two tabs and the bracket.
  private func split() throws {
    if line.last == UInt8(ascii: "\r") { throw error("the line ends in CR LF; convert it to LF") }
    let found = line.withUnsafeBufferPointer { bytes -> (Int, Int, Int)? in
      guard let base = bytes.baseAddress, let tab = memchr(base, 9, bytes.count) else { return nil }
      let first = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(tab))
      guard let tab = memchr(base + first + 1, 9, bytes.count - first - 1) else { return nil }
      let second = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(tab))
      let bracket = memchr(base, Int32(UInt8(ascii: "[")), first)
      let grid = bracket.map { UnsafeRawPointer(base).distance(to: UnsafeRawPointer($0)) }
      return memchr(base, 0, bytes.count) == nil ? (first, second, grid ?? first) : nil
    }
    guard let (name, value, grid) = found, name > 0, value > name + 1 else {
      throw error("not of the form name, value, recipe")
    }
    (nameEnd, valueEnd, gridEnd) = (name, value, grid)
  }

  /// A grid's entries stand together, in rising order; a grid's name comes once.
  private func checkOrder() throws {
    let isSameGrid = gridEnd == previousGridEnd && line.hasSameStart(as: previous, gridEnd)
    if isSameGrid {
      if !isBefore(previous, line) { throw error("\(entryName) comes twice or out of order") }
    } else {
      var hasher = Hasher()
      line.withUnsafeBytes {
        hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[..<gridEnd]))
      }
      if !grids.insert(hasher.finalize()).inserted { throw error("\(gridName) comes twice") }
    }
  }

  /// Whether a's indices come before b's, read as numbers. Both are entries of one grid.
  private func isBefore(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    var i = gridEnd + 1
    var j = i
    while i < a.count, j < b.count {
      var (x, y) = (0, 0)
      while i < a.count, (48...57).contains(a[i]) { (x, i) = (x &* 10 &+ Int(a[i]) - 48, i + 1) }
      while j < b.count, (48...57).contains(b[j]) { (y, j) = (y &* 10 &+ Int(b[j]) - 48, j + 1) }
      if x != y { return x < y }
      if i < a.count && a[i] == 9 || j < b.count && b[j] == 9 { return false }
      (i, j) = (i + 1, j + 1)
    }
    return false
  }
}

extension [UInt8] {
  /// Whether the first `count` bytes of both are equal.
  func hasSameStart(as other: [UInt8], _ count: Int) -> Bool {
    guard self.count >= count, other.count >= count else { return false }
    return withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        guard count > 0, let a = a.baseAddress, let b = b.baseAddress else { return count == 0 }
        return memcmp(a, b, count) == 0
      }
    }
  }
}
