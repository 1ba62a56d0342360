import ByHand
import Numerics

/// Where a number comes from: its recipe with names and with numbers, then its operands' in turn,
/// down to parameters, data and random draws.
package struct Why {
  private let trace: RecordedTrace
  private var shown: Set<Int> = []
  private var output: [String] = []
  /// Lines whose recipe does not give the recorded value.
  package private(set) var wrong: [String] = []

  /// The recipes, each level indented further; it ends with a line feed.
  package var text: String { output.joined(separator: "\n") + "\n" }

  /// - Parameters:
  ///   - trace: The run that the number belongs to.
  ///   - line: The number's line in the trace, from 0, as `find` returns it.
  ///   - depth: How many levels of operands to follow: 0 shows the number alone.
  /// - Throws: `TraceError` if a recipe cannot be read.
  package init(_ trace: RecordedTrace, line: Int, depth: Int) throws {
    self.trace = trace
    try show(line, depth: depth, indent: "")
  }

  private mutating func show(_ line: Int, depth: Int, indent: String) throws {
    let entry = trace.lines[line]
    let recipe = try trace.recipe(of: line)
    if recipe.operation.isGiven {
      output.append("\(indent)\(entry.name) = \(entry.value)   (\(recipe.operation.name))")
      return
    }
    output.append("\(indent)\(entry.name) = \(entry.value)")
    if !shown.insert(line).inserted {
      output[output.count - 1] += "   (shown above)"
      return
    }
    let inner = indent + "  "
    let operands: [Int]
    if recipe.operation === Operation.chain {
      let terms = try trace.chainTerms(of: line)
      output.append(chainTable(terms, indent: inner))
      operands = terms.map(\.gradient)
    } else {
      let values = recipe.operands.map { trace.lines[$0].value }
      let names = recipe.operands.map { trace.lines[$0].name }
      let forms = [
        recipe.operation.written(names), recipe.operation.written(values.map(\.shownAsTerm)),
      ]
      for form in forms + recipe.operation.steps(values) { output.append("\(inner)= \(form)") }
      operands = Array(recipe.operands)
    }
    try check(line, indent: inner)
    if depth == 0 { return }
    var listed: Set<Int> = []
    for operand in operands where listed.insert(operand).inserted {
      try show(operand, depth: depth - 1, indent: inner)
    }
  }

  /// Every user of the number: its gradient, the local derivative, the product; and the total.
  private func chainTable(_ terms: [RecordedTrace.ChainTerm], indent: String) -> String {
    if terms.isEmpty { return "\(indent)nothing that leads to the loss uses it" }
    var rows = [["used by", "its gradient", "derivative", "", "product"]]
    for term in terms {
      let recipe = try? trace.recipe(of: term.consumer)
      let operands = recipe?.operands ?? []
      let names = OperandNames(count: operands.count) { trace.lines[operands[$0]].name }
      rows.append([
        trace.lines[term.consumer].name, term.gradientValue.shown,
        recipe?.operation.derivativeWritten(
          names, term.position, trace.lines[term.consumer].name) ?? "",
        "= \(term.derivative.shown)", term.product.shown,
      ])
    }
    rows.append(["total", "", "", "", terms.reduce(0) { $0 + $1.product }.shown])
    return Columns.aligned(rows, left: 1).split(separator: "\n")
      .map { indent + $0.dropFirst(2) }.joined(separator: "\n")
  }

  /// Says so if the recipe gives another number than the one recorded.
  private mutating func check(_ line: Int, indent: String) throws {
    let recorded = trace.lines[line].value
    guard let value = try trace.evaluated(line), !Verification.isSame(value, recorded) else {
      return
    }
    wrong.append(trace.lines[line].name)
    output.append("\(indent)✗ the recipe gives \(value), but \(recorded) is recorded")
  }
}
