import ByHand

/// The core's side of a page: its code, and how well it agrees.
extension Page {
  /// The lines of Swift between the marks `// excerpt NAME` and `// end excerpt`. What an earlier page
  /// has shown is only referred to.
  package func excerpt(_ name: String, says sentence: String) {
    let (excerpt, page) = book.excerpt(name, on: self)
    let source = "../../\(excerpt.file)#L\(excerpt.firstLine)-L\(excerpt.lastLine)"
    if let page, page != slug {
      let number = page.prefix { $0 != "-" }.drop { $0 == "0" }
      text("\(sentence): [`\(name)`](\(source)), as on [page \(number)](\(page).md).")
    } else {
      text("\(sentence): [`\(name)`](\(source))")
      code(excerpt.code, "swift")
    }
  }

  /// The same as a link alone.
  package func source(_ name: String) -> String {
    let excerpt = book.code(name)
    return "[`\(name)`](../../\(excerpt.file)#L\(excerpt.firstLine)-L\(excerpt.lastLine))"
  }

  /// The result of comparing the by-hand grids of these names with the core's tensors.
  package func check(_ grids: [String]) { text(book.check(grids)) }

  /// The same for all grids whose names begin so, parameters excepted.
  package func check(prefix: String) { check(trace.computed(under: [prefix]).map(\.name)) }
}

extension Trace {
  /// The grids whose names begin so, those excepted that are wholly given.
  package func computed(under prefixes: [String]) -> [Grid] {
    grids.filter { grid in
      prefixes.contains { grid.name.hasPrefix($0) }
        && grid.scalars.contains { !nodes[$0.id].operation.isGiven }
    }
  }
}
