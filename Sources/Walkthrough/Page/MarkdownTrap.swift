/// Lines that Markdown would not show as they are meant.
enum MarkdownTrap {
  /// The first such line, and what it would be shown as: indented lists, tables and headings become code,
  /// and a paragraph's line that happens to begin with `1. ` becomes a list.
  static func first(in markdown: String) -> (line: Substring, kind: String)? {
    var isParagraph = false  // whether there is text in the line before
    for line in markdown.utf8.split(separator: newLine, omittingEmptySubsequences: false) {
      if isParagraph && line.starts(with: "1. ".utf8) { return (Substring(line), "a list") }
      let words = line.drop { $0 == UInt8(ascii: " ") }
      if words.count + 4 <= line.count, blocks.contains(where: { words.starts(with: $0.utf8) }) {
        return (Substring(line), "code")
      }
      isParagraph = !line.isEmpty
    }
    return nil
  }

  private static let newLine = UInt8(ascii: "\n")
  private static let blocks = ["- ", "* ", "|", "#"]
}
