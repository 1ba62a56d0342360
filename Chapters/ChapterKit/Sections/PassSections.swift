import ByHand
import Walkthrough

/// Whole passes in numbers: what a page shows that does again what earlier pages explained.
extension Page {
  /// A layer's heading and its grids, the last of which is its result.
  package typealias Layer = (title: String, grids: [String])

  /// A page of the appendix: every number of a pass.
  ///
  /// - Parameters:
  ///   - prefix: What stands before the names of the pass's grids, such as `second.`.
  ///   - layers: In order, each with a title and its grids' names without the prefix, the result last.
  ///   - told: The page that says what the pass is for.
  ///   - explained: The first and the last of the pages that spell out the same sums.
  ///   - shown: Which entries of a grid to work; by default all.
  package func wholePass(
    _ prefix: String, _ layers: some Sequence<Layer>, of told: String,
    explained: (first: String, last: String), shown: (Grid) -> Grid = { $0 }
  ) {
    text(
      """
      What this pass is for is explained on \(link(told)). Here are its layers in order, each with its result as a table
      and every entry in numbers. Which number is which is spelled out on \(links(from: explained.first, to: explained.last)): the sums
      are the same, with other numbers in them.
      """)
    pass(prefix, layers, shown: shown)
    section("In the core")
    check(
      layers.flatMap(\.grids).map { prefix + $0 }.filter { name in
        grid(name).scalars.contains { !trace.nodes[$0.id].operation.isGiven }
      })
  }

  /// Each layer's result as a table, and every entry in numbers.
  ///
  /// - Parameters:
  ///   - prefix: What stands before the names of the pass's grids, such as `second.`.
  ///   - layers: In order, each with a title and its grids' names without the prefix, the result last.
  ///   - shown: Which entries of a grid to work; by default all.
  package func pass(
    _ prefix: String, _ layers: some Sequence<Layer>, shown: (Grid) -> Grid = { $0 }
  ) {
    for (title, names) in layers {
      subsection(title)
      let grids = names.map { grid(prefix + $0) }
      table(grids[grids.count - 1])
      everyEntryInNumbers(of: grids.map(shown))
    }
  }

  /// Every number of a pass as tables, folded layer by layer: for what is computed as on earlier pages.
  package func passTables(_ prefix: String, _ layers: some Sequence<Layer>) {
    for (title, names) in layers {
      foldedTables(title, names.map { grid(prefix + $0) }, isTight: true)
    }
  }

  /// The same for gradients.
  package func gradientTables(_ layers: some Sequence<Layer>) {
    for (title, names) in layers { foldedTables("Gradients of \(title)", names.map(gradient)) }
  }

  /// The way back through layers that earlier chapters explained: gradients of parameters as tables,
  /// folded, and every gradient in numbers.
  package func gradientPass(_ layers: [Layer]) {
    for (title, names) in layers {
      subsection(title)
      let grids = names.map(grid)
      let results = grids.filter { !trace.nodes[$0.scalars[0].id].operation.isParameter }
      let parameters = grids.filter { trace.nodes[$0.scalars[0].id].operation.isParameter }
      if let first = results.first { table(gradient(first.name)) }
      if !parameters.isEmpty && !book.outline.isTight {
        foldedTables("Gradients of the parameters", parameters.map { gradient($0.name) })
      }
      everyGradientInNumbers(of: grids)
    }
  }
}
