import ByHand

/// Where the parameters stand that a page calculates with.
extension Page {
  /// Links to the pages that show the parameters of the worked entries, as far as they don't stand on this page; nil
  /// if none is missing.
  ///
  /// - Parameter shownOn: The page that shows a grid first, by the grid's name in the trace.
  func parametersElsewhere(_ shownOn: [String: String]) -> String? {
    var found: [String: [String]] = [:]
    for (operand, names) in factors where trace.nodes[operand].operation === Operation.parameter {
      let grid = trace.place(of: operand).grid
      guard !shown.contains(grid.name), let page = shownOn[grid.name] else { continue }
      let name = "`\(names.grid(grid.name))`"
      if found[page]?.contains(name) != true { found[page, default: []].append(name) }
    }
    if found.isEmpty { return nil }
    let list = found.sorted { $0.key < $1.key }.map { page, names in
      "\(names.joined(separator: ", ")) on [page \(Int(page.prefix(2)) ?? 0)](\(page).md)"
    }
    return "<sub>Parameters that are used here: \(list.joined(separator: "; ")).</sub>"
  }

  /// What the page's worked entries are made of, and what a number that isn't a parameter was multiplied with on its
  /// way to the loss.
  private var factors: [(id: Int, names: Names)] {
    let entries = workedEntries.flatMap { entry in
      trace.nodes[entry.scalar.id].operands.map { (id: $0, names: entry.names) }
    }
    let gradients = workedGradients.filter {
      trace.nodes[$0.id].operation !== Operation.parameter
    }.flatMap { trace.terms(of: $0.id) }.flatMap { term in
      let node = trace.nodes[term.consumer]
      let hasBias = node.operation === Operation.dot && node.operands.count % 2 == 1
      return node.operands.dropLast(hasBias ? 1 : 0).map { (id: $0, names: names) }
    }
    return entries + gradients
  }
}
