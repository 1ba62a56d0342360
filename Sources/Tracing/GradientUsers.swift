import ByHand

/// Who must stand in each gradient: every use of its number by a step that has a gradient in the
/// same sweep and passes it on.
struct GradientUsers {
  private let trace: RecordedTrace
  /// For each line, the steps that use it and pass a gradient on, once for each use, in order.
  private var users: [[Int]]
  /// Whether a line depends on more than constants, so that gradients pass through it.
  private var isVariable: [Bool]

  /// - Throws: `TraceError` if a recipe cannot be read.
  init(_ trace: RecordedTrace) throws {
    self.trace = trace
    users = trace.lines.map { _ in [] }
    isVariable = trace.lines.map { _ in false }
    for line in trace.lines.indices {
      let recipe = try trace.recipe(of: line)
      if recipe.operation.isGiven {
        isVariable[line] = recipe.operation.hasGradient
      } else if recipe.operation !== Operation.chain {
        isVariable[line] = recipe.operands.contains { isVariable[$0] }
      }
      if recipe.operation.derivatives == nil { continue }
      for operand in recipe.operands { users[operand].append(line) }
    }
  }

  /// The gradients whose recorded users are not these.
  func incomplete() throws -> [Int] {
    var reached: [Substring: [Bool]] = [:]
    return try trace.lines.indices.filter { line in
      let recipe = try trace.recipe(of: line)
      guard recipe.operation === Operation.chain, let (sweep, target) = trace.target(of: line)
      else {
        return false
      }
      let isReached = reached[sweep] ?? trace.lines(in: sweep)
      reached[sweep] = isReached
      let expected = isVariable[target] ? users[target].filter { isReached[$0] } : []
      return recipe.operands.sorted() != expected
    }
  }
}

extension RecordedTrace {
  /// For each line, whether it has a gradient in a sweep.
  fileprivate func lines(in sweep: Substring) -> [Bool] {
    grids.flatMap { grid in
      let isReached = self["\(sweep).\(grid.name)"]?.shape == grid.shape
      return [Bool](repeating: isReached, count: grid.count)
    }
  }
}
