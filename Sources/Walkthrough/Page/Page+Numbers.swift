import ByHand
import Numerics

/// Numbers of the recording: worked out, as tables, and every single one.
extension Page {
  /// A recorded grid.
  package func grid(_ name: String) -> Grid { trace.recorded(name) }
  /// The gradients of a recorded grid.
  package func gradient(_ name: String) -> Grid { grid("grad.\(name)") }

  /// Notes which grids the page shows, for whoever wants to find a number's page.
  package func shows(_ grids: [Grid]) {
    for grid in grids {
      shown.insert(grid.name)
      book.place(grid.name, on: self)
    }
  }

  private func shows(gradientsOf grids: [Grid]) {
    for grid in grids { book.place("grad.\(grid.name)", on: self) }
  }

  // MARK: One

  /// More rows than a reader wants to scroll past, and more numbers.
  private static let (longest, largest) = (24, 128)

  /// One entry in full, folded where it is long.
  package func entry(_ scalar: Scalar) {
    shows([trace.place(of: scalar.id).grid])
    workedEntries.append((scalar, names))
    let node = trace.nodes[scalar.id]
    let terms = node.operation === Operation.dot ? node.operands.count / 2 : 0
    inFull(names.entry(scalar.id, of: trace), scalar.id, terms, worked.table(scalar))
  }

  /// One gradient in full, folded where it is long.
  package func gradientEntry(_ scalar: Scalar) {
    shows(gradientsOf: [trace.place(of: scalar.id).grid])
    workedGradients.append(scalar)
    inFull(
      "∂L/∂" + names.entry(scalar.id, of: trace), trace.gradientLine(of: scalar.id),
      trace.terms(of: scalar.id).count, worked.gradientTable(scalar))
  }

  private func inFull(_ name: String, _ line: Int?, _ terms: Int, _ table: String) {
    if terms <= Self.longest { return text(table) }
    let value = book.blanks.gap(line) ?? "**\((line.map { trace.nodes[$0].value } ?? 0).shown)**"
    text("`\(name)` = \(value), a sum of \(terms) products:")
    folded("<code>\(name)</code>, in full", table)
  }

  /// Entries in full, as text.
  package func lines(_ scalars: [Scalar], names: Names? = nil, decimals: Int = 4) {
    shows(scalars.map { trace.place(of: $0.id).grid })
    workedEntries += scalars.map { ($0, names ?? self.names) }
    let worked = names.map { Worked(trace: trace, names: $0, blanks: book.blanks) } ?? worked
    let entries = scalars.map { worked.lines($0, decimals: decimals).joined(separator: "\n") }
    code(entries.joined(separator: "\n\n"))
  }

  // MARK: All, as tables

  /// The whole grid as tables, folded where it is large.
  package func table(_ grid: Grid, called name: String? = nil) {
    shows([grid])
    let name = name ?? names.grid(grid.name)
    let isLarge = grid.count > Self.largest
    let tables = GridTables.markdown(
      grid, called: name, book.blanks, isTight: isLarge && book.outline.isTight)
    if !isLarge { return text(tables) }
    folded("All \(grid.count.grouped) numbers of <code>\(name)</code>", tables)
  }

  /// Whole grids as tables, folded.
  ///
  /// - Parameters:
  ///   - summary: What stands above them.
  ///   - grids: A table each.
  ///   - isTight: Whether the source goes without the spaces that align a table, for very many numbers.
  package func foldedTables(_ summary: String, _ grids: [Grid], isTight: Bool = false) {
    shows(grids)
    folded(
      summary,
      grids.map {
        GridTables.markdown(
          $0, called: names.grid($0.name), book.blanks, isTight: isTight || book.outline.isTight)
      }.joined(separator: "\n\n"))
  }

  // MARK: All, worked

  /// Every entry of the grids, term by term, folded.
  package func everyEntry(of grids: Grid...) { everyEntry(of: grids) }

  /// The same for an array of grids.
  package func everyEntry(of grids: [Grid]) {
    shows(grids)
    every("entry", "entries", of: grids, "term by term") { self.worked.lines($0) }
  }

  /// Every entry of the grids, folded, with its numbers only: for a step whose names are spelled out
  /// on another page.
  package func everyEntryInNumbers(of grids: [Grid]) {
    shows(grids)
    if book.outline.isTight {
      return everyShared("entry", "entries", of: grids) { self.worked.shared($0) }
    }
    every("entry", "entries", of: grids, "in numbers") { self.worked.shortLines($0) }
  }

  /// Every gradient of the grids, term by term, folded. A grid that was only added to something got its
  /// gradients as they were: one sentence says so.
  package func everyGradient(of grids: Grid...) { everyGradient(of: grids) }

  /// The same for an array of grids.
  package func everyGradient(of grids: [Grid]) {
    shows(gradientsOf: grids)
    for grid in grids {
      if let user = onlyUser(of: grid) {
        text("`∂L/∂\(names.grid(grid.name))` = `∂L/∂\(names.grid(user))`, entry by entry.")
      }
    }
    every(
      "gradient", "gradients", of: grids.filter { onlyUser(of: $0) == nil }, "term by term"
    ) { self.worked.gradientLines($0) }
  }

  /// Every gradient of the grids, folded, with its numbers only.
  package func everyGradientInNumbers(of grids: [Grid]) {
    shows(gradientsOf: grids)
    if book.outline.isTight {
      return everyShared("gradient", "gradients", of: grids) { self.worked.sharedGradient($0) }
    }
    every("gradient", "gradients", of: grids, "in numbers") {
      self.worked.gradientLines($0, hasNames: false)
    }
  }

  /// The grid whose gradients this one's are a copy of, entry by entry.
  private func onlyUser(of grid: Grid) -> String? {
    var user: String?
    for (offset, scalar) in grid.scalars.enumerated() {
      let terms = trace.terms(of: scalar.id)
      guard grid.count > 1, terms.count == 1, terms[0].derivative == 1 else { return nil }
      let place = trace.place(of: terms[0].consumer)
      guard place.offset == offset, user == nil || user == place.grid.name,
        place.grid.count == grid.count
      else { return nil }
      user = place.grid.name
    }
    return user
  }

  /// Every entry of the grids, folded, rows that entries share written once.
  private func everyShared(
    _ one: String, _ many: String, of grids: [Grid], _ entry: (Scalar) -> SharedRows.Entry
  ) {
    let count = grids.reduce(0) { $0 + $1.count }
    if count == 0 { return }
    let lists = grids.map {
      SharedRows.lines($0.scalars.map(entry)).joined(separator: "\n")
    }
    folded(
      "\(count == 1 ? "The \(one)" : "All \(count.grouped) \(many)"), in numbers",
      "```text\n\(lists.joined(separator: "\n\n"))\n```")
  }

  private func every(
    _ one: String, _ many: String, of grids: [Grid], _ how: String, _ lines: (Scalar) -> [String]
  ) {
    let entries = grids.flatMap(\.scalars).map { lines($0).joined(separator: "\n") }
    if entries.isEmpty { return }
    let separator = entries.contains { $0.contains("\n") } ? "\n\n" : "\n"
    folded(
      "\(entries.count == 1 ? "The \(one)" : "All \(entries.count.grouped) \(many)"), \(how)",
      "```text\n\(entries.joined(separator: separator))\n```")
  }
}
