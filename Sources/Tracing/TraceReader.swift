import Foundation

/// Reads a trace from its start to its end, one line at a time, checking its form on the way: names
/// in order, none twice and none left out, numbers, the count and the checksum at the end.
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
  private(set) var value = 0.0
  /// Where the line begins in a text in memory.
  private(set) var place = (piece: -1, start: 0)
  /// Whether the line before is of another grid, or there is none.
  private(set) var isFirstOfGrid = true
  private(set) var isAtEnd = false
  private(set) var settings: [(name: String, value: String)] = []
  private(set) var entries = 0
  /// What is wrong with the checksum, known at the end.
  private(set) var change: TraceError?
  /// Longer names would make tables that nobody can read.
  private static let longestName = 1000
  private let lines: LineReader
  private var checksum = Checksum()
  private var previous: [UInt8] = []
  private var previousGridEnd = -1
  private var order = EntryOrder()
  private var grids: Set<Int> = []

  convenience init(path: String) throws { try self.init(LineReader(path: path)) }

  convenience init(text: TraceText, name: String) throws {
    try self.init(LineReader(text: text, name: name))
  }

  private init(_ lines: LineReader) throws {
    self.lines = lines
    let first = try lines.next { bytes in
      add(bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
    guard let first else { throw TraceError(lines.name, "empty: not a trace") }
    if first.hasSuffix("\r") { throw error("the line ends in CR LF; convert it to LF") }
    guard first.hasPrefix(TraceWriter.title) else { throw error("not a trace of Tiny Hat") }
    let format = first.dropFirst(TraceWriter.title.count)
    guard format == "\(TraceWriter.format)" else {
      let isOlder = Int(format).map { $0 < TraceWriter.format } ?? false
      throw error(
        "format \(format), but this program reads format \(TraceWriter.format)"
          + (isOlder ? "; run the chapter anew to write it" : ""))
    }
    try advance()
  }

  var name: String { lines.name }
  var lineNumber: Int { lines.lineNumber }
  var entryName: String { String(decoding: line[..<nameEnd], as: UTF8.self) }
  var gridName: String { String(decoding: line[..<gridEnd], as: UTF8.self) }
  var recipe: String { String(decoding: line[(valueEnd + 1)...], as: UTF8.self) }
  /// The index of the current entry.
  var index: [Int] { order.index }

  func error(_ reason: String) -> TraceError {
    TraceError(lines.name, line: lines.lineNumber, reason)
  }

  private func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    checksum.add(bytes)
    checksum.add(CollectionOfOne(UInt8(ascii: "\n")))
  }

  /// Goes on to the next number.
  ///
  /// - Throws: `TraceError` if the line is not of the form name, value, recipe, if a name comes
  ///   twice or out of order, or if the trace ends early. A checksum that does not fit is not
  ///   thrown, but kept as `change`.
  func advance() throws {
    swap(&previous, &line)
    previousGridEnd = entries == 0 ? -1 : gridEnd
    while true {
      let kind = try lines.next { bytes -> LineKind in
        if bytes.first == UInt8(ascii: "#") {
          let text = String(decoding: bytes, as: UTF8.self)
          if !text.hasPrefix("# end") { add(bytes) }
          return Self.isPlain(bytes) ? .comment(text) : .notText
        }
        add(bytes)
        let isDOS = bytes.last == UInt8(ascii: "\r")
        if !Self.isPlain(UnsafeBufferPointer(rebasing: isDOS ? bytes.dropLast() : bytes[...])) {
          return .notText
        }
        line.removeAll(keepingCapacity: true)
        line.append(contentsOf: bytes)
        place = lines.place
        return .number
      }
      switch kind {
      case nil: throw TraceError(name, line: lineNumber, "truncated: the closing line is missing")
      case .notText:
        throw error("not of the form name, value, recipe: a control character in it, or no UTF-8")
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
    case notText
  }

  /// Whether a line is UTF-8 without control characters but tabs, so that a terminal can show its names.
  private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    // Without an early end, so that it becomes vectors.
    var others: UInt8 = 0
    for byte in bytes { others |= byte &- 32 <= 94 || byte == 9 ? 0 : 1 }
    if others == 0 { return true }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.utf8.elementsEqual(bytes)
      && text.unicodeScalars.allSatisfy {
        $0 == "\t" || $0.properties.generalCategory != .control
      }
  }

  /// Reads a comment; true if it is the closing line.
  private func finish(_ text: String) throws -> Bool {
    let fields = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    if fields[0] == "# setting" && fields.count == 3 { settings.append((fields[1], fields[2])) }
    guard text.hasPrefix("# end") else { return false }
    guard fields.count == 3, fields[0] == "# end", Int(fields[1]) != nil else {
      throw error("the closing line is not of the form end, count, checksum")
    }
    guard fields[1] == "\(entries)" else {
      throw error("the closing line counts \(fields[1]) numbers, but there are \(entries)")
    }
    if fields[2] != checksum.text {
      change = error(
        "the checksum does not fit: the file was changed or damaged after it was written")
    }
    try checkWhole()
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
    guard name <= Self.longestName else {
      throw error("a name of \(name) bytes; at most \(Self.longestName) are read")
    }
    (nameEnd, valueEnd, gridEnd) = (name, value, grid)
    guard let number = number(in: name + 1..<value) else {
      let text = String(decoding: line[(name + 1)..<value], as: UTF8.self)
      throw error("'\(text)' is not a number")
    }
    self.value = number
  }

  /// A number that begins and ends with a part of the line; behind it stands a tab, where `strtod` ends.
  private func number(in part: Range<Int>) -> Double? {
    if line[part.lowerBound] <= UInt8(ascii: " ") { return nil }
    return line.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
      var end: UnsafeMutablePointer<CChar>?
      let number = strtod(base + part.lowerBound, &end)
      return UnsafePointer(end) == base + part.upperBound ? number : nil
    }
  }

  /// A grid's entries stand together, in order and without holes; a grid's name comes once.
  private func checkOrder() throws {
    let found = line.withUnsafeBufferPointer {
      EntryOrder.index(of: UnsafeBufferPointer(rebasing: $0[..<nameEnd]))
    }
    guard let index = found else { throw error("'\(entryName)' is no entry's name") }
    isFirstOfGrid = gridEnd != previousGridEnd || !line.hasSameStart(as: previous, gridEnd)
    if !isFirstOfGrid {
      if index == order.index { throw error("\(entryName) comes twice") }
      if !order.advance(to: index) {
        throw error("\(entryName) comes too early: entries before it are missing")
      }
    } else {
      try checkWhole()
      if !order.start(at: index) { throw error("\(gridName) does not begin at its first entry") }
      var hasher = Hasher()
      line.withUnsafeBytes {
        hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[..<gridEnd]))
      }
      if !grids.insert(hasher.finalize()).inserted { throw error("\(gridName) comes twice") }
    }
  }

  /// Checks that the grid before this line has all of its entries.
  private func checkWhole() throws {
    if order.isWhole { return }
    let name = String(decoding: previous[..<max(previousGridEnd, 0)], as: UTF8.self)
    throw error("\(name) ends at the index \(order.index), before its last row is whole")
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
