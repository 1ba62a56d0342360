import ByHand
import Foundation
import Numerics
import Terminal

/// What all pages of a chapter share: the outline, the recording, what the comparison with the core
/// has to say of some grids, and the sources to quote.
package final class Book {
  package let outline: Outline
  package let trace: Trace
  /// Where the starting parameters come from, as a page says it.
  let origin: String
  private let excerpts: Excerpts
  let check: ([String]) -> String
  /// The numbers that are left out.
  package let blanks: Blanks
  private let others: OtherChapters
  /// How many folders deeper than the book's chapters the pages will lie.
  private let depth: Int
  private var pictures: Set<String> = []
  /// The page on which each piece of code has been shown.
  private var shown: [String: String] = [:]
  private var placed: Set<String> = []
  /// The pages that link each term, by its place in the glossary.
  private var uses: [Int: [String]] = [:]
  /// The grids of the recording that pages have shown, in reading order, each on the first such page.
  package private(set) var places: [(page: String, grid: String)] = []

  /// - Parameters:
  ///   - outline: The chapter's pages, in reading order.
  ///   - trace: The recording whose numbers the pages show.
  ///   - origin: Where the starting parameters come from, as a page says it.
  ///   - excerpts: The marked pieces of code that pages quote.
  ///   - check: What the comparison with the core says of the grids of these names.
  ///   - output: The folder with the book's chapters, where links to other chapters are looked up.
  ///   - depth: How many folders deeper than the book's chapters the pages will lie.
  ///   - blanks: The numbers that are left out, by their names in the trace.
  package init(
    _ outline: Outline, trace: Trace, origin: String, excerpts: Excerpts,
    check: @escaping ([String]) -> String,
    output: URL = Package.root.appending(path: "Output"), depth: Int = 0,
    blanks: [Blanks.Place: Int] = [:]
  ) {
    self.outline = outline
    self.trace = trace
    self.origin = origin
    self.excerpts = excerpts
    self.check = check
    self.depth = depth
    self.blanks = Blanks(blanks, in: trace)
    others = OtherChapters(output: output)
  }

  /// The heading of a page, with its number in front, by its file's name without ending.
  package func heading(of slug: String) -> String {
    let entry = outline.pages.first { outline.slug(of: $0.name) == slug }
    return entry.map { "\(outline.number(of: $0.name)) · \($0.title)" } ?? slug
  }

  /// What a page calls the trace's grids, by its file's name without ending.
  package func names(of slug: String) -> Names {
    outline.pages.first { outline.slug(of: $0.name) == slug }?.names ?? Names()
  }

  /// How many pages there are besides the contents page.
  package var pageCount: Int { outline.pages.count }

  /// Tells all pages, and the contents page after them, and writes them with their pictures.
  ///
  /// - Throws: What a page throws, and `Failure` if a file cannot be written.
  package func write(
    to folder: OutputFolder, readme title: String, contents: (Page) throws -> Void
  ) throws {
    let mark = "\(OutputFolder.mark). Do not edit: a run writes these pages anew. -->"
    let chapter = title.split(separator: " ").dropFirst().first.map { "chapter\($0)" } ?? ""
    let told = try outline.pages.enumerated().map { i, entry in
      let page = Page(
        outline.slug(of: entry.name), "\(i + 1) · \(entry.title)", in: self, entry.names)
      try entry.write(page)
      page.beforeTheEnd { page.likelySlips() }
      return page
    }
    // Only now is it known where each grid stands.
    let shownOn = Dictionary(uniqueKeysWithValues: places.map { ($0.grid, $0.page) })
    for (i, (page, entry)) in zip(told, outline.pages).enumerated() {
      page.prepend([
        outline.trail(at: entry.name).map { "<sub>\($0)</sub>" }, page.parametersElsewhere(shownOn),
      ])
      var links = TermLinks(page: "\(chapter)/\(entry.name)")
      page.rewrite { links.linked($0) }
      for term in links.found { uses[term, default: []].append(page.slug) }
      page.glossary()
      let navigation = navigation(at: i)
      try save(page, in: folder, head: navigation, foot: ["---", navigation])
    }
    try save(words(uses), in: folder, head: mark, foot: [])
    let readme = Page("README", title, in: self, Names())
    try contents(readme)
    try save(readme, in: folder, head: mark, foot: [])
  }

  private func save(_ page: Page, in folder: OutputFolder, head: String, foot: [String]) throws {
    let blocks = [head, "# \(page.title)"] + page.body + foot
    let up = String(repeating: "../", count: depth)
    let text = (blocks.joined(separator: "\n\n") + "\n").replacing("](../", with: "](\(up)../")
    let linked = try others.resolved(text, up: up + "../", on: page.slug)
    try folder.write("\(page.slug).md", linked.utf8)
    for picture in page.pictures {
      require(pictures.insert(picture.name).inserted, "\(picture.name) is drawn twice")
      try folder.write(picture.name, picture.bytes)
    }
  }

  private func navigation(at i: Int) -> String {
    func link(_ entry: Outline.Entry, _ text: (String) -> String) -> String {
      let title = "\(outline.number(of: entry.name)) · \(entry.title.replacing("`", with: ""))"
      return "[\(text(title))](\(outline.slug(of: entry.name)).md)"
    }
    let (pages, last) = (outline.pages, outline.pages.count - 1)
    let before = i > 0 ? [link(pages[i - 1]) { "← \($0)" }] : []
    let after = i < last ? [link(pages[i + 1]) { "\($0) →" }] : []
    return (before + ["[Contents](README.md)"] + after).joined(separator: " · ")
  }

  /// Notes that a page shows a grid.
  func place(_ grid: String, on page: Page) {
    if trace[grid] != nil && placed.insert(grid).inserted { places.append((page.slug, grid)) }
  }

  /// A piece of code.
  func code(_ name: String) -> Excerpts.Excerpt { excerpts.find(name) }

  /// A piece of code, and the page that has shown it before, if one has.
  func excerpt(_ name: String, on page: Page) -> (excerpt: Excerpts.Excerpt, shownOn: String?) {
    let before = shown[name]
    if before == nil { shown[name] = page.slug }
    return (excerpts.find(name), before)
  }
}

/// Links, for any page of the book.
extension Page {
  /// A page as a link, by default under its number: `[page 3](03-noise.md)`.
  package func link(_ name: String, _ text: String? = nil) -> String {
    let outline = book.outline
    return "[\(text ?? "page \(outline.number(of: name))")](\(outline.slug(of: name)).md)"
  }

  /// Neighbouring pages as links to the first and the last: `pages 13 to 22`.
  package func links(from first: String, to last: String) -> String {
    if first == last { return link(first) }
    return "pages \(link(first, "\(book.outline.number(of: first))")) "
      + "to \(link(last, "\(book.outline.number(of: last))"))"
  }

  /// All pages by their parts.
  package func contents() {
    for part in book.outline.parts {
      text("**\(part.title)**")
      text(
        part.pages.map { page in
          let number = book.outline.number(of: page.name)
          return "- \(link(page.name, "\(number) · \(page.title)"))"
        }.joined(separator: "\n"))
    }
  }
}
