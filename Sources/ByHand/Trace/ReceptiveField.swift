extension Trace {
  /// The entries of a grid that a number was made from, at however many removes, by their offsets.
  package func receptiveField(of scalar: Scalar, in grid: Grid) -> Set<Int> {
    var seen = Set([scalar.id])
    var open = [scalar.id]
    while let id = open.popLast() {
      for operand in nodes[id].operands where seen.insert(operand).inserted { open.append(operand) }
    }
    return Set(grid.scalars.indices.filter { seen.contains(grid.scalars[$0].id) })
  }
}
