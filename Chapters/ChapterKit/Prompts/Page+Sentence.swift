import Walkthrough

extension Page {
  /// A link to a page, or to several, where it begins a sentence: `Page 3`, `Pages 3 to 5`.
  package func sentence(_ link: String) -> String {
    link.hasPrefix("[page ")
      ? "[Page " + link.dropFirst(6)
      : link.hasPrefix("pages ") ? "Pages " + link.dropFirst(6) : link
  }
}
