import ByHand
import Core
import Numerics
import Terminal

/// The two computations of a chapter, side by side: every by-hand grid and the core's tensor of
/// the same name and shape.
///
/// Everything must be equal to the last bit, but for gradients: by hand their terms are added in
/// another order than in the core. The by-hand sweep knows how far rounding may have moved each
/// gradient, and the core may differ by four times as much.
package struct Comparison {
  /// One grid compared.
  package struct Entry {
    /// The grid's name, the same on both sides.
    package let name: String
    /// How many entries were computed; the others were given to both sides.
    package let computed: Int
    /// How many entries were given to both sides.
    package let given: Int
    /// How many of the computed ones are equal to the last bit.
    package let equal: Int
    /// The largest difference, as a share of the entry's own rounding bound.
    package let share: Double
    /// The first entry that is further off than allowed.
    let firstWrong: Int?
  }

  private let trace: Trace
  /// What the core has recorded, under the names of the grids.
  package let core: Recorder<Double>

  /// Nothing is compared before `verify` or `sentence` asks.
  package init(byHand trace: Trace, core: Recorder<Double>) {
    self.trace = trace
    self.core = core
  }

  /// Checks that both sides have the same names and shapes, and agree.
  ///
  /// - Returns: All comparisons, in the order computed by hand.
  /// - Throws: `Failure.badData` if a number overflowed, `Failure.disagreement` with the name of the
  ///   first number that differs.
  package func verify() throws -> [Entry] {
    try checkOverflow()
    let comparisons = try trace.grids.map { grid -> Entry in
      guard let tensor = core[grid.name] else {
        throw Failure.disagreement("\(grid.name) was done by hand, but the core has no such tensor")
      }
      guard tensor.shape == grid.shape || tensor.shape == [1] + grid.shape else {
        throw Failure.disagreement(
          "\(grid.name) has the shape \(grid.shape) by hand and \(tensor.shape) in the core")
      }
      let comparison = compare(grid, tensor)
      if let wrong = comparison.firstWrong {
        let entry = Grid.entryName(grid.name, grid.index(at: wrong))
        throw Failure.disagreement(
          "\(entry) is \(grid.values[wrong]) by hand and \(tensor.values[wrong]) in the core")
      }
      return comparison
    }
    // Last, because a wrong number may lead the core to other words, and so to other names.
    if let name = core.names.first(where: { trace[$0] == nil }) {
      throw Failure.disagreement("the core computed \(name), but it was not done by hand")
    }
    return comparisons
  }

  /// The first number that is too large for 64 bits, or comes of such a one.
  private func checkOverflow() throws {
    guard let id = trace.nodes.indices.first(where: { !trace.nodes[$0].value.isFinite }) else {
      return
    }
    let (name, node) = (trace.name(of: id), trace.nodes[id])
    if node.value.isNaN {
      let formula = node.operation.written(node.operands.map { trace.nodes[$0].value.shownAsTerm })
      throw Failure.badData(
        "\(name) = \(formula.onOneLine(limit: 100)) is not a number; take other weights")
    }
    throw Failure.badData(
      "the numbers overflow: \(name) is \(node.value); "
        + "take smaller weights, a smaller learning rate or less guidance")
  }

  private func compare(_ grid: Grid, _ tensor: Tensor<Double>) -> Entry {
    let bounds = trace.roundingBounds(of: grid.name)
    var (equal, given, share, firstWrong) = (0, 0, 0.0, Int?.none)
    for (i, scalar) in grid.scalars.enumerated() {
      let isGiven = trace.nodes[scalar.id].operation.isGiven
      let difference = (scalar.value - tensor.values[i]).magnitude
      let bound = bounds?[i] ?? 0
      if isGiven { given += 1 } else if difference == 0 { equal += 1 }
      if difference > 0 { share = max(share, difference / bound) }
      // Written so that NaN is wrong, too.
      if firstWrong == nil && !(difference <= 4 * bound) { firstWrong = i }
    }
    return Entry(
      name: grid.name, computed: grid.count - given, given: given, equal: equal, share: share,
      firstWrong: firstWrong)
  }

  /// What a page says of some grids: how many entries agree, and how well.
  package func sentence(for names: [String]) -> String {
    let results = names.map { name -> Entry in
      guard let grid = trace[name], let tensor = core[name] else { stop("no twin for \(name)") }
      return compare(grid, tensor)
    }
    let computed = results.reduce(0) { $0 + $1.computed }
    let equal = results.reduce(0) { $0 + $1.equal }
    if results.contains(where: { $0.firstWrong != nil }) { return "✗ by hand ≠ core" }
    let given = results.reduce(0) { $0 + $1.given }
    let start = "✓ by hand = core: \(equal.grouped) of \(computed.grouped) equal to the last bit"
    let end =
      given > 0 ? " (\(given.grouped) more \(given == 1 ? "is" : "are") given to both)." : "."
    if equal == computed { return start + end }
    let share = results.map(\.share).max() ?? 0
    let most = share < 0.01 ? "less than 0.01" : "at most \(share.fixed(2))"
    return start + "; the others differ by \(most) of their own rounding bound" + end
  }
}
