/// Text from elsewhere, shown on a page letter by letter.
extension String {
  /// With every sign that means something to Markdown behind a backslash.
  package var inMarkdown: String {
    String(flatMap { Self.signs.contains($0) ? ["\\", $0] : [$0] })
  }

  private static let signs = Set("\\`*_[]<>#|&!~$")

  /// As code, between more backticks than it has itself.
  package var asCode: String {
    let longest = split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    return longest == 0 ? "`\(self)`" : "\(fence) \(self) \(fence)"
  }
}
