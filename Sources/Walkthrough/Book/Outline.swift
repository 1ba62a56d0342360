import Numerics

/// A chapter's parts and pages in reading order, told once. Page numbers, links, the trail at a page's
/// head and the README's contents all follow from it.
package struct Outline {
  /// Pages under a common title on the contents page.
  package struct Part {
    /// What the contents page calls it.
    package let title: String
    /// In reading order.
    package let pages: [Entry]

    /// A part, with its pages in reading order.
    package init(_ title: String, _ pages: [Entry]) {
      self.title = title
      self.pages = pages
    }
  }

  /// A page: its file's name without number and ending, its title, and who writes it.
  package struct Entry {
    let name: String
    let title: String
    let step: String?
    let names: Names
    let write: (Page) throws -> Void

    /// - Parameters:
    ///   - name: Of its file, without number and ending; links use it.
    ///   - title: What stands above the page and in the contents.
    ///   - step: What the trail calls it; pages without one are not on the trail.
    ///   - names: What the page calls the trace's grids.
    ///   - write: Fills the page.
    package init(
      _ name: String, _ title: String, step: String? = nil, names: Names = Names(),
      _ write: @escaping (Page) throws -> Void
    ) {
      self.name = name
      self.title = title
      self.step = step
      self.names = names
      self.write = write
    }
  }

  /// In reading order.
  package let parts: [Part]
  let pages: [Entry]
  /// Whether lists of numbers are written as short as can be.
  package let isTight: Bool

  /// The names of the pages must differ.
  ///
  /// - Parameters:
  ///   - parts: The pages under their common titles, in reading order.
  ///   - isTight: Whether lists of numbers are written as short as can be, for a chapter that has very many:
  ///     rows that many entries share once, folded tables without spaces that align them in their source, and
  ///     no tables of what a list has.
  package init(_ parts: [Part], isTight: Bool = false) {
    self.parts = parts
    self.isTight = isTight
    pages = parts.flatMap(\.pages)
    for page in pages {
      require(
        pages.filter { $0.name == page.name }.count == 1, "two pages are called \(page.name)")
    }
  }

  /// The page's number, from 1.
  func number(of name: String) -> Int {
    guard let place = pages.firstIndex(where: { $0.name == name }) else { stop("no page \(name)") }
    return place + 1
  }

  /// The file's name without its ending: `05-conv-in`.
  func slug(of name: String) -> String {
    let number = number(of: name)
    return "\(number < 10 ? "0" : "")\(number)-\(name)"
  }

  /// The labels of the part that a page stands in, the page's own in bold; nil off the trail, and alone on it.
  func trail(at name: String) -> String? {
    guard let part = parts.first(where: { $0.pages.contains { $0.name == name && $0.step != nil } })
    else { return nil }
    let steps = part.pages.compactMap { page in
      page.step.map { page.name == name ? "**\($0)**" : $0 }
    }
    return steps.count > 1 ? steps.joined(separator: " › ") : nil
  }
}
