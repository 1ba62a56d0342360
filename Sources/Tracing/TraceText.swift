/// The text of a trace as bytes, in pieces of about a mebibyte that end where a line ends: tens of
/// megabytes grow piece by piece, and are never copied.
package struct TraceText: Equatable, Sendable {
  /// In their order; joined they are the text, in UTF-8.
  package private(set) var pieces: [[UInt8]] = []
  /// How many bytes are worth a piece.
  static let size = 1 << 20
  /// 1 GiB: some two hundred times a chapter's trace.
  static let largestFile = 1 << 30
  static let longestLine = 1 << 24

  /// An empty text.
  init() {}

  /// A text that is there already.
  package init(_ text: String) { pieces = [Array(text.utf8)] }

  /// - Throws: `Failure` if the file cannot be opened, is no regular file or is too large, `TraceError` if
  ///   reading fails or a line has no end in sight.
  init(path: String) throws {
    let reader = try PieceReader(path: path)
    while let piece = try reader.next() { append(piece) }
  }

  /// The whole text at once.
  package var string: String { String(decoding: pieces.flatMap { $0 }, as: UTF8.self) }

  /// Takes the next piece: whole lines.
  mutating func append(_ piece: [UInt8]) { pieces.append(piece) }

  /// A part of a piece, as text.
  func string(in piece: Int, _ range: Range<Int>) -> String {
    String(decoding: pieces[piece][range], as: UTF8.self)
  }
}
