import ByHand
import Numerics
import Walkthrough

extension Story {
  /// The last page of an appendix: the numbers that no page before it has shown, so that every number of the
  /// run stands somewhere.
  ///
  /// - Parameters:
  ///   - page: The one to write; it comes after all that show numbers.
  ///   - groups: The beginnings of grids' names, and what is computed there and why it is not worked line by
  ///     line. The first that fits a grid counts.
  package func rest(_ page: Page, _ groups: [(prefix: String, what: String)]) {
    page.text(
      """
      Some passes only repeat what earlier pages spell out, with other numbers in them, and some numbers are constants. Here they are, so that every number of this run
      stands on a page. `trace why` prints the recipe of each.
      """)
    for (prefix, what) in groups { rest(page, of: prefix, what) }
    let others = unplaced(page)
    if others.isEmpty { return }
    page.text("And what is left, constants most of them:")
    page.foldedTables("\(others.reduce(0) { $0 + $1.count }) more", others)
  }

  /// What no page has shown of the grids whose names begin so, and what is computed there.
  package func rest(_ page: Page, of prefix: String, _ what: String) {
    let own = unplaced(page).filter { $0.name.hasPrefix(prefix) }
    if own.isEmpty { return }
    page.text(what)
    let count = own.reduce(0) { $0 + $1.count }
    page.foldedTables("`\(prefix)…`, \(count.grouped) \(count == 1 ? "number" : "numbers")", own)
  }

  private func unplaced(_ page: Page) -> [Grid] {
    let placed = Set(page.book.places.map(\.grid))
    return run.trace.grids.filter { !placed.contains($0.name) }
  }

  /// What the nudged pass is, for `rest`.
  package static var nudgedPass: (prefix: String, what: String) {
    (
      "nudged.",
      "The forward pass once more, with one parameter nudged: the same sums as in the worked step, to check a gradient against the loss itself."
    )
  }
}
