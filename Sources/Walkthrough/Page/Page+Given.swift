import ByHand

/// Where the given numbers stand that a page calculates with.
extension Page {
  /// Links to the pages that show the parameters, noises and other given numbers of the worked entries, as far as they
  /// don't stand on this page; nil if nothing is missing.
  ///
  /// - Parameter shownOn: The page that shows a grid first, by the grid's name in the trace.
  func givenElsewhere(_ shownOn: [String: String]) -> String? {
    var (pages, found): ([String], [String: [String]]) = ([], [:])
    for (scalar, names) in workedEntries {
      for operand in trace.nodes[scalar.id].operands where trace.nodes[operand].operands.isEmpty {
        let grid = trace.place(of: operand).grid
        guard grid.count > 1, !shown.contains(grid.name), let page = shownOn[grid.name] else {
          continue
        }
        let name = "`\(names.grid(grid.name))`"
        if found[page] == nil { pages.append(page) }
        if found[page]?.contains(name) != true { found[page, default: []].append(name) }
      }
    }
    if pages.isEmpty { return nil }
    let list = pages.sorted().map { page in
      "\(found[page, default: []].joined(separator: ", ")) on [page \(Int(page.prefix(2)) ?? 0)](\(page).md)"
    }
    return "<sub>Given numbers that are used here: \(list.joined(separator: "; ")).</sub>"
  }
}
