/// The core's side of a page: its code, and how well it agrees.
extension Page {
  /// The lines of Swift between the marks `// excerpt NAME` and `// end excerpt`.
  public func excerpt(_ name: String, says sentence: String) {
    let excerpt = book.excerpt(name)
    let lines = "#L\(excerpt.firstLine)-L\(excerpt.lastLine)"
    text("\(sentence): [`\(name)`](../../\(excerpt.file)\(lines))")
    code(excerpt.code, "swift")
  }

  /// The result of comparing the by-hand grids of these names with the core's tensors.
  public func check(_ grids: [String]) { text(book.check(grids)) }

  /// The same for all grids whose names begin so, parameters excepted.
  public func check(prefix: String) {
    let names = trace.grids.filter { grid in
      grid.name.hasPrefix(prefix) && grid.scalars.contains { !trace.nodes[$0.id].operation.isGiven }
    }
    check(names.map(\.name))
  }
}
