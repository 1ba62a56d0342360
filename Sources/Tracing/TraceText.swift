/// The text of a trace as bytes, in pieces of a mebibyte or a little more: tens of megabytes grow piece by
/// piece, and are never copied.
package struct TraceText: Equatable, Sendable {
  /// In their order; joined they are the text, in UTF-8.
  package private(set) var pieces: [[UInt8]] = []
  /// How many bytes are worth a piece.
  static let size = 1 << 20

  /// An empty text.
  package init() {}

  /// A text that is there already.
  package init(_ text: String) { pieces = [Array(text.utf8)] }

  /// How many bytes it has.
  package var count: Int { pieces.reduce(0) { $0 + $1.count } }

  /// The whole text at once.
  package var string: String { String(decoding: pieces.flatMap { $0 }, as: UTF8.self) }

  /// Takes the next piece.
  mutating func append(_ piece: [UInt8]) { pieces.append(piece) }
}
