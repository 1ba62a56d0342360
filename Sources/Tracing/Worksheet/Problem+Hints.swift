import Numerics

/// Help in three steps, each saying more.
extension Problem {
  /// The step with names, with numbers, and how the calculation begins.
  package func hints(_ name: @escaping Naming) -> [String] {
    rows(name).map { "= \($0)" } + [beginning]
  }

  /// The sum of the first two terms; where there is no sum, what stands between the numbers and the result; and
  /// where there is nothing between, the result to one digit.
  private var beginning: String {
    let terms = terms(of: printed)
    if terms.count > 2 {
      let first = terms.prefix(2).map(\.shownAsTerm).joined(separator: " + ")
      return "The first two terms: \(first) = \((terms[0] + terms[1]).shown)"
    }
    if terms.count == 2 {
      return "The terms: \(terms.map(\.shownAsTerm).joined(separator: " + "))"
    }
    if let step = operation.steps(printed).first { return "= \(step)" }
    return "To one digit: \(value.scientific(digits: 1))"
  }
}
