import ByHand
import Numerics

extension Page {
  /// A picture under a name that stays when pages are added, for pages that others link to.
  package func picture(named name: String, _ bytes: some Sequence<UInt8>, alt: String) {
    text(image(named: name, bytes, alt: alt))
  }

  /// The same as Markdown, for a cell of a table.
  package func image(named name: String, _ bytes: some Sequence<UInt8>, alt: String) -> String {
    pictures.append((name, Array(bytes)))
    return "![\(alt)](\(name))"
  }

  /// A picture of this page: `loss.svg` on page 26-training is written as `26-training-loss.svg`.
  package func picture(_ name: String, _ bytes: some Sequence<UInt8>, alt: String) {
    picture(named: "\(slug)-\(name)", bytes, alt: alt)
  }

  /// Grids as heat maps beside each other, under the page's names for them or under `titles`.
  ///
  /// - Parameters:
  ///   - grids: A map for each; of more than two axes, one for each setting of the first.
  ///   - titles: One for each grid; nil for the page's names.
  ///   - worked: The entry that the page works out, one of these; it is framed, and so are those of
  ///     the cells shown here that made it.
  ///   - sharesScale: Whether the grids are to be compared, so that equal numbers have equal colours.
  ///   - rows: Words in place of the numbers of the rows; likewise `columns`.
  ///   - columns: Nil for the numbers of the columns.
  ///   - alt: What stands in place of the picture where it isn't seen; the frames are added to it.
  package func heatMap(
    _ grids: [Grid], titles: [String]? = nil, worked: Scalar? = nil, sharesScale: Bool = false,
    rows: [String]? = nil, columns: [String]? = nil, alt: String
  ) {
    shows(grids)
    let titles = titles ?? grids.map { names.grid($0.name) }
    let framed = Set(worked.map { [$0.id] + trace.nodes[$0.id].operands } ?? [])
    let panels = zip(grids, titles).map {
      HeatMap.panels(of: $0, called: $1, rows: rows, columns: columns, framing: framed, book.blanks)
    }
    heatMap(panels, sharesScale: sharesScale, alt: alt + frames(of: worked, in: grids))
  }

  /// What the frames mean, counting only cells that are there to be seen.
  private func frames(of worked: Scalar?, in grids: [Grid]) -> String {
    guard let worked else { return "" }
    let seen = Set(grids.flatMap(\.scalars).map(\.id))
    require(seen.contains(worked.id), "the worked entry \(worked.name) is not in the picture")
    let makers = Set(trace.nodes[worked.id].operands).intersection(seen).count
    return makers == 0
      ? " (framed: the worked entry)"
      : " (framed: the worked entry, and \(makers == 1 ? "the number" : "the \(makers) numbers") here that made it)"
  }

  /// Numbers of the core as heat maps, with words at rows and columns; all panels share their colours.
  ///
  /// - Parameters:
  ///   - panels: Each map's title and numbers, row by row.
  ///   - rows: Words at the rows, as many as each panel has.
  ///   - columns: Words at the columns, as many as each panel has.
  ///   - framing: The cells of each panel that have a frame; by default none.
  ///   - together: How many panels, one after the other, are to stay in one row.
  ///   - name: A file name that stays when pages are added, for pages that others link to.
  ///   - alt: What stands in place of the picture where it isn't seen.
  package func heatMap(
    _ panels: [(title: String, values: [Double])], rows: [String], columns: [String],
    framing: [Set<Int>] = [], together: Int = 1, named name: String? = nil, alt: String
  ) {
    let panels = panels.enumerated().map { n, panel in
      HeatMap.Panel(
        title: panel.title, rows: rows.count, columns: columns.count, values: panel.values,
        rowLabels: rows, columnLabels: columns, framed: n < framing.count ? framing[n] : [])
    }
    let groups = stride(from: 0, to: panels.count, by: together).map {
      Array(panels[$0..<min($0 + together, panels.count)])
    }
    heatMap(groups, sharesScale: true, named: name, alt: alt)
  }

  private func heatMap(
    _ groups: [[HeatMap.Panel]], sharesScale: Bool, named name: String? = nil, alt: String
  ) {
    heatMaps += 1
    let number = heatMaps == 1 ? "" : "-\(heatMaps)"
    picture(
      named: name ?? "\(slug)\(number).svg", HeatMap.svg(groups, sharesScale: sharesScale).utf8,
      alt: alt)
  }
}
