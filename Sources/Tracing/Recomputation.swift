import ByHand

/// A run with other numbers, and which number to change first.
extension RecordedTrace {
  /// Every number anew, in the order recorded, after some given ones have been changed.
  ///
  /// - Parameter changes: The new values, by line.
  /// - Throws: `TraceError` if a recipe cannot be read.
  package func recomputed(_ changes: [Int: Double]) throws -> [Double] {
    var run = self
    for line in lines.indices {
      let value = try changes[line] ?? run.evaluated(line) ?? lines.values[line]
      run.replaceValue(of: line, by: value)
    }
    return run.lines.map(\.value)
  }

  /// Of the parameters that `loss` is made from, the one with the largest gradient; nil where there is none.
  ///
  /// - Throws: `TraceError` if a recipe cannot be read.
  package func mostEffectiveParameter() throws -> Int? {
    guard let loss = find("loss") else { return nil }
    var leads = [Bool](repeating: false, count: loss) + [true]
    var best: (line: Int, size: Double)?
    for line in stride(from: loss, through: 0, by: -1) where leads[line] {
      let recipe = try recipe(of: line)
      for operand in recipe.operands { leads[operand] = true }
      guard recipe.operation === Operation.parameter, let gradient = gradient(of: line) else {
        continue
      }
      // Of equal ones the first.
      if gradient.magnitude >= best?.size ?? 0 { best = (line, gradient.magnitude) }
    }
    return best?.line
  }

  /// The recorded gradient of `loss` with respect to a number; nil where it has none.
  package func gradient(of line: Int) -> Double? {
    find("grad.\(lines[line].name)").map { lines.values[$0] }
  }
}
