import ByHand

/// Whole passes in numbers: what a page shows that does again what earlier pages explained.
extension Page {
  /// A layer's heading and its grids, the last of which is its result.
  public typealias Layer = (title: String, grids: [String])

  /// Each layer's result as a table, and every entry in numbers.
  ///
  /// - Parameter shown: Which entries of a grid to work; by default all.
  public func pass(
    _ prefix: String, _ layers: some Sequence<Layer>, shown: (Grid) -> Grid = { $0 }
  ) {
    for (title, names) in layers {
      subsection(title)
      let grids = names.map { grid(prefix + $0) }
      table(grids[grids.count - 1])
      everyEntryInNumbers(of: grids.map(shown))
    }
  }

  /// The way back through layers that earlier chapters explained: gradients of parameters as tables,
  /// folded, and every gradient in numbers.
  public func gradientPass(_ layers: [Layer]) {
    for (title, names) in layers {
      subsection(title)
      let grids = names.map(grid)
      let results = grids.filter { !trace.nodes[$0.scalars[0].id].operation.isParameter }
      let parameters = grids.filter { trace.nodes[$0.scalars[0].id].operation.isParameter }
      if let first = results.first { table(gradient(first.name)) }
      if !parameters.isEmpty {
        foldedTables("Gradients of the parameters", parameters.map { gradient($0.name) })
      }
      everyGradientInNumbers(of: grids)
    }
  }
}
