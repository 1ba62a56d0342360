import ByHand
import Foundation

/// A chapter's pages in reading order, and what they all need: the recording, what the comparison
/// with the core has to say of some grids, and the sources to quote.
public final class Book {
  public let trace: Trace
  let check: ([String]) -> String
  let excerpts: Excerpts
  public private(set) var pages: [Page] = []

  public init(trace: Trace, excerpts: Excerpts, check: @escaping ([String]) -> String) {
    self.trace = trace
    self.check = check
    self.excerpts = excerpts
  }

  /// Opens the next page. Its number is its place in the book.
  public func page(_ name: String, _ title: String, _ names: Names = Names()) -> Page {
    let number = pages.count + 1
    let page = Page(
      slug: "\(number < 10 ? "0" : "")\(number)-\(name)", title: "\(number) · \(title)", book: self,
      names: names)
    pages.append(page)
    return page
  }

  /// The page of a name, as a link: `[page 3](03-noise.md)`.
  ///
  /// Pages may point forward, so the order is given by `plan`, not by what is written already.
  public var plan: [String] = []

  public func link(_ name: String, _ text: String? = nil) -> String {
    guard let place = plan.firstIndex(of: name) else { preconditionFailure("no page \(name)") }
    let number = place + 1
    return "[\(text ?? "page \(number)")](\(number < 10 ? "0" : "")\(number)-\(name).md)"
  }

  /// Writes all pages and pictures.
  public func write(to folder: OutputFolder, readme: String) throws {
    precondition(
      pages.map { String($0.slug.drop { $0 != "-" }.dropFirst()) } == plan, "the plan differs")
    for (i, page) in pages.enumerated() {
      let navigation = navigation(at: i)
      let text = [navigation, "# \(page.title)"] + page.body + ["---", navigation]
      try folder.write("\(page.slug).md", (text.joined(separator: "\n\n") + "\n").utf8)
      for picture in page.pictures { try folder.write(picture.name, picture.bytes) }
    }
    try folder.write("README.md", readme.utf8)
  }

  private func navigation(at i: Int) -> String {
    var parts = ["[Contents](README.md)"]
    if i > 0 { parts.insert("[← \(pages[i - 1].plainTitle)](\(pages[i - 1].slug).md)", at: 0) }
    if i + 1 < pages.count {
      parts.append("[\(pages[i + 1].plainTitle) →](\(pages[i + 1].slug).md)")
    }
    return parts.joined(separator: " · ")
  }

  /// The list of pages, for the contents.
  public func contents(_ range: Range<Int>) -> String {
    range.map { "- [\(pages[$0].title)](\(pages[$0].slug).md)" }.joined(separator: "\n")
  }
}

extension Page {
  /// The title without code marks, for links.
  var plainTitle: String { title.replacing("`", with: "") }
}
