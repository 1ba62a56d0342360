import ByHand

/// Who must stand in each gradient: every use of its number by a step that has a gradient in the
/// same sweep and passes it on.
struct GradientUsers {
  private let trace: RecordedTrace
  /// The steps that use a line and pass a gradient on, once for each use, in order: from `starts[line]` up to
  /// `starts[line + 1]`. One list for all lines, because most have few users.
  private let users: [Int32]
  private let starts: [Int]
  /// Whether a line depends on more than constants, so that gradients pass through it.
  private let isVariable: [Bool]

  /// - Throws: `TraceError` if a recipe cannot be read.
  init(_ trace: RecordedTrace) throws {
    var starts = [Int](repeating: 0, count: trace.lines.count + 1)
    var isVariable = [Bool](repeating: false, count: trace.lines.count)
    for line in trace.lines.indices {
      let recipe = try trace.recipe(of: line)
      if recipe.operation.isGiven {
        isVariable[line] = recipe.operation.hasGradient
      } else if recipe.operation !== Operation.chain {
        isVariable[line] = recipe.operands.contains { isVariable[$0] }
      }
      if recipe.operation.derivatives == nil { continue }
      for operand in recipe.operands { starts[operand + 1] += 1 }
    }
    for line in trace.lines.indices { starts[line + 1] += starts[line] }
    var users = [Int32](repeating: 0, count: starts[trace.lines.count])
    var next = starts
    for line in trace.lines.indices {
      let recipe = try trace.recipe(of: line)
      if recipe.operation.derivatives == nil { continue }
      for operand in recipe.operands {
        users[next[operand]] = Int32(line)
        next[operand] += 1
      }
    }
    (self.trace, self.starts, self.users, self.isVariable) = (trace, starts, users, isVariable)
  }

  private func users(of line: Int) -> [Int] { users[starts[line]..<starts[line + 1]].map(Int.init) }

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
      let expected = isVariable[target] ? users(of: target).filter { isReached[$0] } : []
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
