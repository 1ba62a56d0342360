import ByHand
import Tracing

/// The formulas of a trace's lines, in the cells that a layout gives them.
struct SheetFormulas {
  private let trace: RecordedTrace
  private let layout: Layout

  init(_ trace: RecordedTrace, _ layout: Layout) {
    self.trace = trace
    self.layout = layout
  }

  /// The formula of a line; nil where the number is given.
  ///
  /// - Parameter isMovable: Whether its terms may stand on any sheet: all cells are named with theirs.
  /// - Throws: `TraceError` if the recipe cannot be read.
  func formula(of line: Int, isMovable: Bool = false) throws -> Formula? {
    let recipe = try trace.recipe(of: line)
    if recipe.operation.isGiven { return nil }
    let sheet = isMovable ? -1 : layout.cell(of: line).sheet
    if recipe.operation === Operation.chain { return try chain(line, sheet) }
    return recipe.operation.formula(
      Cells(trace: trace, layout: layout, lines: recipe.operands, sheet: sheet))
  }

  /// A gradient: each user's gradient times the derivative of what it did. Neighbouring gradients times
  /// neighbouring numbers become one SUMPRODUCT.
  private func chain(_ line: Int, _ sheet: Int) throws -> Formula {
    let products = try trace.chainTerms(of: line)
    let terms = try products.map { try term($0, sheet) }
    if terms.isEmpty { return "0" }
    let runs = Layout.runs(terms.indices) { i in
      guard let a = terms[i].line, let b = terms[i + 1].line else { return nil }
      return layout.step((terms[i].gradient, a), (terms[i + 1].gradient, b))
    }
    return Formula(
      terms: runs.map { run in
        let (first, last) = (terms[run.lowerBound], terms[run.upperBound - 1])
        let value = products[run].reduce(0) { $0 + $1.product }
        if let a = first.line, let b = last.line, run.count > 1 {
          let text = layout.product((first.gradient, last.gradient), (a, b), from: sheet)
          return FormulaTerm(text, value: value)
        }
        let gradient = layout.reference(first.gradient, from: sheet)
        return FormulaTerm(
          first.factor == "1" ? gradient : "\(gradient)*\(first.factor)", value: value)
      })
  }

  /// A term of a gradient: the line of the user's gradient, the derivative as a formula, and its line where
  /// it is one of the user's operands.
  private func term(_ term: RecordedTrace.ChainTerm, _ sheet: Int) throws
    -> (gradient: Int, factor: String, line: Int?)
  {
    let used = try trace.recipe(of: term.consumer)
    let factor = used.operation.derivativeFormula(
      Cells(trace: trace, layout: layout, lines: used.operands, sheet: sheet), term.position,
      layout.reference(term.consumer, from: sheet))
    return (
      term.gradient, factor,
      used.operands.first { layout.reference($0, from: sheet) == factor }
    )
  }
}

/// Operands as a formula names them.
struct Cells: FormulaCells {
  let trace: RecordedTrace
  let layout: Layout
  let lines: LineNumbers
  /// The sheet that the formula stands on.
  let sheet: Int

  var count: Int { lines.count }

  subscript(operand: Int) -> String { layout.reference(lines[operand], from: sheet) }

  func value(_ operand: Int) -> Double { trace.lines[lines[operand]].value }

  func ranges(_ operands: Range<Int>) -> [CellRange] {
    Layout.runs(operands) { layout.step(lines[$0], lines[$0 + 1]) }.map { run in
      let text = layout.range(lines[run.lowerBound], lines[run.upperBound - 1], from: sheet)
      return CellRange(text, values: run.map(value))
    }
  }

  func products(_ x: Range<Int>, _ y: Range<Int>) -> [FormulaTerm] {
    let shift = y.lowerBound - x.lowerBound
    let runs = Layout.runs(x) { i in
      layout.step((lines[i], lines[i + shift]), (lines[i + 1], lines[i + 1 + shift]))
    }
    return runs.map { run in
      let (first, last) = (run.lowerBound, run.upperBound - 1)
      let text = layout.product(
        (lines[first], lines[last]), (lines[first + shift], lines[last + shift]), from: sheet)
      return FormulaTerm(text, value: run.reduce(0) { $0 + value($1) * value($1 + shift) })
    }
  }
}
