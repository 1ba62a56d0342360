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
}
