import ByHand
import Numerics

/// What a reader's calculator shows who has slipped.
extension Page {
  /// How many of a page's worked entries are told slips of, at the most.
  private static let most = 3

  /// The numbers that likely slips give in place of the page's first worked entries, folded. Nothing on a page with
  /// blanks, whose answers it would tell.
  func likelySlips() {
    guard book.blanks.isEmpty else { return }
    var table = Table(["entry", "right", "you have", "then"], left: [0, 3])
    var entries = 0
    for (scalar, names) in workedEntries where entries < Self.most {
      let rows = slips(of: scalar, names)
      if rows.isEmpty { continue }
      entries += 1
      for row in rows {
        table.add([
          "`\(names.entry(scalar.id, of: trace))`", scalar.value.shown, row.wrong.shown, row.says,
        ])
      }
    }
    if entries > 0 { folded("Your calculator shows another number?", table.markdown) }
  }

  /// The operation's own slips, and those of sums, where their number is another to the eye.
  private func slips(of scalar: Scalar, _ names: Names) -> [(wrong: Double, says: String)] {
    let node = trace.nodes[scalar.id]
    let values = node.operands.map { trace.nodes[$0].value }
    var all = node.operation.slips.map { (wrong: $0.value(values), says: $0.says) }
    if node.operation === Operation.dot, values.count % 2 == 1 {
      all.append((scalar.value - values[values.count - 1], "{\(values.count - 1)} was not added"))
    }
    if node.operation === Operation.mean || node.operation === Operation.meanSquare {
      all.append(
        (scalar.value * Double(values.count), "the sum was not divided by \(values.count)"))
    }
    // Two slips that give the same number are one to whoever sees it.
    var seen: Set<String> = [scalar.value.shown]
    return all.filter { $0.wrong.isFinite && seen.insert($0.wrong.shown).inserted }.map { slip in
      let says = node.operands.enumerated().reduce(slip.says) { says, operand in
        says.replacing("{\(operand.offset)}", with: "`\(names.entry(operand.element, of: trace))`")
      }
      return (slip.wrong, says)
    }
  }
}
