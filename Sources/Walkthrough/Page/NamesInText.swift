/// The names that a page's text mentions: those between backticks, and those that an index follows. The
/// text is read once, however many names are asked for.
struct NamesInText {
  /// Whatever stands between two backticks.
  private let quoted: Set<Substring>
  /// Names in front of a bracket, each with all that belongs to a name.
  private let indexed: Set<Substring>

  init(_ text: String) {
    var (quoted, pieces) = (Set<Substring>(), Set<Substring>())
    let bytes = text.utf8
    var (word, tick) = (bytes.startIndex, bytes.endIndex)
    for i in bytes.indices {
      switch bytes[i] {
      case UInt8(ascii: "`"):
        if tick < i { quoted.insert(text[bytes.index(after: tick)..<i]) }
        (tick, word) = (i, bytes.index(after: i))
      case UInt8(ascii: "["):
        pieces.insert(text[word..<i])
        word = bytes.index(after: i)
      case let byte where !Self.mayBelong(byte):
        word = bytes.index(after: i)
      default: break
      }
    }
    self.quoted = quoted
    indexed = Set(pieces.map(Self.name(in:)))
  }

  /// Whether the text mentions the name, and not only as the end of a longer one.
  func mentions(_ name: String) -> Bool {
    quoted.contains(name[...]) || indexed.contains(name[...])
  }

  /// Letters, digits, underscores, dots, and whatever is not ASCII, which is looked at later.
  private static func mayBelong(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "."), 0x80...: true
    default: false
    }
  }

  /// The name at the end of a piece: in `·W` it is `W`.
  private static func name(in piece: Substring) -> Substring {
    let before = piece.lastIndex { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    return before.map { piece[piece.index(after: $0)...] } ?? piece
  }
}
