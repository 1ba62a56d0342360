import ByHand

extension Book {
  /// The book's words, and the names of the chapter's numbers.
  ///
  /// - Parameter uses: The chapter's pages on which each term is linked, by the term's place in the glossary.
  func words(_ uses: [Int: [String]]) -> Page {
    let page = Page("words", "Words and names", in: self, Names())
    page.text("[Contents](README.md)")
    page.section("Words")
    page.text(
      "All words of the book, with the page that explains each and the pages of this chapter that use it."
    )
    var table = Table(["word", "meaning", "explained", "used here"], left: [0, 1, 2, 3])
    for (n, term) in Glossary.terms.enumerated() {
      table.add([
        "<a id=\"\(term.anchor)\"></a>**\(term.word)**", term.meaning,
        "[chapter \(term.home.dropFirst(7).replacing("/", with: " · "))](\(term.home))",
        (uses[n] ?? []).map { "[\(number(of: $0))](\($0).md)" }.joined(separator: ", "),
      ])
    }
    page.text(table.markdown)
    page.section("Names")
    page.text(
      "Every block of numbers in the trace that stands on a page: what the trace calls it, what pages call it, its shape, and the page that shows it first. A name that is also that of another pass, a gradient or an update stands here once, with the beginnings that those have (up to their first dot)."
    )
    page.folded("All names", names.tight)
    return page
  }

  private func number(of slug: String) -> String { "\(Int(slug.prefix(2)) ?? 0)" }

  /// One row for each grid that is no repetition of another under a longer name.
  private var names: Table {
    let shapes = Dictionary(uniqueKeysWithValues: trace.grids.map { ($0.name, $0.shape) })
    // A pass through a larger model has a grid of another shape under a known end of a name: of all such passes
    // the first stands for the others.
    var larger: [String: String] = [:]
    /// The shortest end of a name that is a grid's of the same shape as well.
    func base(_ grid: Grid) -> Substring {
      var (base, rest, other) = (grid.name[...], grid.name[...], "")
      while let dot = rest.firstIndex(of: ".") {
        rest = rest[rest.index(after: dot)...]
        guard let shape = shapes[String(rest)] else { continue }
        if shape == grid.shape { base = rest } else { other = "\(rest) \(grid.shape)" }
      }
      guard base.count == grid.name.count, !other.isEmpty else { return base }
      let first = larger[other] ?? grid.name
      larger[other] = first
      return first[...]
    }
    let bases = Dictionary(uniqueKeysWithValues: trace.grids.map { ($0.name, String(base($0))) })
    var beginnings: [String: [String]] = [:]
    for grid in trace.grids {
      guard let base = bases[grid.name], base != grid.name else { continue }
      let first = String(grid.name.prefix { $0 != "." }) + "."
      if base.hasPrefix(first) { continue }
      if beginnings[base]?.contains(first) != true { beginnings[base, default: []].append(first) }
    }
    var table = Table(
      ["in the trace", "on pages", "shape", "first on", "also"], left: [0, 1, 2, 3, 4])
    for (slug, name) in places.sorted(by: { $0.grid < $1.grid })
    where bases[name] == name {
      let short = names(of: slug).grid(name)
      table.add([
        "`\(name)`", short == name ? "" : "`\(short)`", Page.shape(trace.recorded(name)),
        "[\(number(of: slug))](\(slug).md)",
        (beginnings[name] ?? []).map { "`\($0)`" }.joined(separator: " "),
      ])
    }
    return table
  }
}
