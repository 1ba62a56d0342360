import Foundation
import Terminal

/// Links to pages of other chapters. Prose names a page, as in `[the loss](chapter0/loss)`; its number is
/// that of the page in the book, so that no number is typed.
struct OtherChapters {
  /// The files of the book's pages without ending, by `chapter0/loss`.
  private let slugs: [String: String]

  /// - Parameter output: The folder with the book's chapters.
  init(output: URL) {
    var slugs: [String: String] = [:]
    for chapter in (try? FileManager.default.contentsOfDirectory(atPath: output.path)) ?? []
    where chapter.hasPrefix("chapter") {
      let files = try? FileManager.default.contentsOfDirectory(
        atPath: output.appending(path: chapter).path)
      for file in files ?? [] where file.hasSuffix(".md") && file.first?.isNumber == true {
        let slug = String(file.dropLast(3))
        slugs["\(chapter)/\(slug.drop { $0.isNumber }.dropFirst())"] = slug
      }
    }
    self.slugs = slugs
  }

  /// The text with every such link leading to a file.
  ///
  /// - Parameter up: The way from the pages to the folder with the book's chapters.
  /// - Throws: `Failure.noInput` if the book has no such page.
  func resolved(_ text: String, up: String, on page: String) throws -> String {
    let parts = text.components(separatedBy: "](chapter")
    return try parts.dropFirst().reduce(parts[0]) { done, part in
      let target = "chapter" + part.prefix { $0 != ")" && $0 != "#" }
      guard let slug = slugs[target] else {
        throw Failure.noInput("page \(page) links to \(target), which the book in Output/ lacks")
      }
      let chapter = target.prefix { $0 != "/" }
      return done + "](\(up)\(chapter)/\(slug).md" + part.dropFirst(target.count - 7)
    }
  }
}
